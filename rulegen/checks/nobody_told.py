"""nobody-told: does anybody hear of it?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def nobody_told(forecast: Forecast) -> Iterator[Objection]:
    """An objection when no notifier has a route."""
    if not forecast.notify:
        yield Objection((), "no notify route: whatever the receiver concludes, nobody is told")
