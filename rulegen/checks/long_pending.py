"""long-pending: does `for` eat the time that the forecast won?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast

SHARE = 0.25


def long_pending(forecast: Forecast) -> Iterator[Objection]:
    """One objection per alert that waits for more than a quarter of its horizon."""
    for number, alert in enumerate(forecast.alerts):
        if alert.pending.ms > SHARE * alert.horizon.ms:
            yield Objection(
                ("alerts", number, "for"),
                f"waiting {alert.pending} uses up {100 * alert.pending.ms / alert.horizon.ms:.0f} % of the horizon"
                f" {alert.horizon}; at most {100 * SHARE:.0f} %",
            )
