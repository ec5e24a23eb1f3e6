"""unguarded-limit: can the denominator be zero?

Exporters say 0 for «no limit» (cAdvisor, Redis, cgroups). Divided by, it is +Inf: a NaN fit, a blind forecast.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast
from rulegen.model.source import Free, Ratio
from rulegen.promql.inspect import excludes_zero, operand, parse


def unguarded_limit(forecast: Forecast) -> Iterator[Objection]:
    """An objection when the limit or capacity is a vector without a comparison that keeps zero out."""
    match forecast.source:
        case Ratio(limit=whole, limit_scalar=False):
            field = "limit"
        case Free(capacity=whole, capacity_scalar=False):
            field = "capacity"
        case _:
            return
    if not excludes_zero(parse(whole)):
        yield Objection((field,), f"may be 0, which exporters use for «none»; write `{operand(whole)} > 0`")
