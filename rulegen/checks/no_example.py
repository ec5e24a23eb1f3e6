"""no-example: can the expressions be tested?

Expressions that are plain selectors get an example invented for them; anything else needs the author's, because only the
author knows which series make it half full. A rule without a test is an error.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def no_example(forecast: Forecast) -> Iterator[Objection]:
    """An objection when there is nothing to test the expressions with."""
    if forecast.example is None:
        yield Objection((), "the expressions cannot be tested: add `example: {series: {...}, expect: ...}`")
