"""trusting-auto: does a forecast act by itself on a low probability?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast

LEAST = 0.8


def trusting_auto(forecast: Forecast) -> Iterator[Objection]:
    """An objection to mode auto below a probability of 0.8."""
    remediation = forecast.remediation
    if remediation.action != "none" and remediation.mode == "auto" and forecast.confidence.act < LEAST:
        yield Objection(
            ("confidence", "act"),
            f"mode auto acts without a person at a probability of {forecast.confidence.act:g}; use {LEAST} or more",
        )
