"""low-floor: would the alert speak of a resource that is mostly empty?

Noise on an empty resource extrapolates to anything. Below a third nobody acts on a forecast.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast

LEAST = 0.3


def low_floor(forecast: Forecast) -> Iterator[Objection]:
    """One objection per alert with a floor below 0.3."""
    if forecast.kind == "countdown":
        return
    for number, alert in enumerate(forecast.alerts):
        if alert.floor < LEAST:
            yield Objection(
                ("alerts", number, "floor"),
                f"a floor of {alert.floor:g} lets a nearly empty resource alert; use {LEAST} or more",
            )
