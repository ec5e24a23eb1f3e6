"""no-example: can the expressions be tested?

Expressions that are plain selectors get an example invented for them; anything else, and a matcher that leaves its label's
value open, needs the author's, because only the author knows which series make it half full. A rule without a test is an error.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast
from rulegen.model.source import Free, Ratio, Source
from rulegen.promql.series import open_matchers


def no_example(forecast: Forecast) -> Iterator[Objection]:
    """An objection when there is nothing to test the expressions with."""
    if forecast.example is None:
        found = [matcher for expression in _invented_for(forecast.source) for matcher in open_matchers(expression)]
        left = f" ({', '.join(found)}: the label's value is left open)" if found else ""
        yield Objection((), f"the expressions cannot be tested{left}: add `example: {{series: {{...}}, expect: ...}}`")


def _invented_for(source: Source) -> tuple[str, ...]:
    if isinstance(source, Free):
        return source.free, source.capacity
    return (source.used, source.limit) if isinstance(source, Ratio) else ()
