"""sawtooth-window: do the windows see enough of a declared sawtooth?

A fit over less than three periods mostly sees one rising flank, and a horizon beyond the window extrapolates that flank.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast

PERIODS = 3


def sawtooth_window(forecast: Forecast) -> Iterator[Objection]:
    """Objections to windows shorter than three periods, and to horizons longer than the longest window."""
    period = forecast.sawtooth_period
    if period is None:
        return
    for number, alert in enumerate(forecast.alerts):
        for window in alert.windows:
            if window.length.ms < PERIODS * period.ms:
                yield Objection(
                    ("alerts", number, "windows"),
                    f"the window {window.length} holds {window.length.ms / period.ms:.1f} periods of the sawtooth"
                    f" ({period}); {PERIODS} are needed",
                )
        if alert.horizon > alert.windows[-1].length:
            yield Objection(
                ("alerts", number, "horizon"),
                f"the horizon {alert.horizon} is longer than the longest window {alert.windows[-1].length},"
                " which on a sawtooth extrapolates one flank",
            )
