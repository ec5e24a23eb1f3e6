"""no-reason: will the next person know why these numbers?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def no_reason(forecast: Forecast) -> Iterator[Objection]:
    """An objection when the entry does not explain its choices."""
    if not forecast.reason:
        yield Objection((), "no reason: say why these expressions, windows and bounds; it becomes part of the runbook")
