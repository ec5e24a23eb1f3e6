"""season-slots: is the ETA of a seasonal forecast known well enough for each of its alerts?

It is the beginning of one of six slots of the longest horizon. An alert whose horizon is less than three slots speaks too early
by more than a third of it, and a slot that is shorter than the averages it reads is often empty.
"""

from collections.abc import Iterator

from rulegen.durations import Duration
from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast
from rulegen.model.source import SEASON_SLOTS

LEAST = 3


def season_slots(forecast: Forecast) -> Iterator[Objection]:
    """One objection per alert whose horizon is too short for the slots that it is told in."""
    if forecast.season is None:
        return
    slot = Duration(max(forecast.farthest.ms // SEASON_SLOTS, 1))
    resolution = forecast.windows[0].resolution
    for number, alert in enumerate(forecast.alerts):
        if slot < resolution:
            least = Duration(SEASON_SLOTS * resolution.ms)
            yield Objection(
                ("alerts", number, "horizon"),
                f"{alert.horizon} holds too few averages of {resolution}; at least {least}",
            )
        elif alert.horizon.ms < LEAST * slot.ms:
            yield Objection(
                ("alerts", number, "horizon"),
                f"beside a horizon of {forecast.farthest} the end is known to {slot} only, so the alert at {alert.horizon} may"
                " come so much too early; make it half the longest at least, or give it an entry of its own",
            )
