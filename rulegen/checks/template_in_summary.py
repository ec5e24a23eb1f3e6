"""template-in-summary: does a summary hold Prometheus' template marks?

The summary becomes part of an annotation, which Prometheus expands: a stray `{{` makes every alert carry an error text instead.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def template_in_summary(forecast: Forecast) -> Iterator[Objection]:
    """An objection to `{{` in the summary."""
    if "{{" in forecast.summary:
        yield Objection(("summary",), "holds `{{`, which Prometheus would expand; the identity is appended anyway")
