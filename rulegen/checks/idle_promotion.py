"""idle-promotion: shall a forecast earn trust that nothing can earn it?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def idle_promotion(forecast: Forecast) -> Iterator[Objection]:
    """An objection to `promotion` of a countdown, whose alerts are no predictions and are not measured."""
    if forecast.kind == "countdown" and forecast.remediation.promotion is not None:
        yield Objection(
            ("remediation", "promotion"),
            "the end of a countdown is known, so no pages are measured and it stays at dry-run; set the mode instead",
        )
