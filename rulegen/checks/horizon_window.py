"""horizon-window: does a fit look too far ahead for what it looks back on?

A one-off step of size H inside the window looks like a rise of up to (1.5 h/w + 0.25) H at the horizon: the least-squares
slope of a step in the middle is 1.5 H/w, and the level overshoots by a quarter. Beyond h/w = 4 a step of a
seventh of the room that is left is forecast as exhaustion.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast
from rulegen.model.phantom import phantom_factor

MOST = 4


def horizon_window(forecast: Forecast) -> Iterator[Objection]:
    """One objection per alert whose horizon is more than four of its shortest windows."""
    if forecast.kind != "trend":
        return
    for number, alert in enumerate(forecast.alerts):
        shortest = alert.windows[0].length
        if alert.horizon.ms > MOST * shortest.ms:
            factor = phantom_factor(alert.horizon, shortest)
            yield Objection(
                ("alerts", number, "horizon"),
                f"the horizon {alert.horizon} is {alert.horizon.ms / shortest.ms:.1f} x the window {shortest} (most: {MOST});"
                f" a one-off step of H would be extrapolated to +{factor:.2f} H",
            )
