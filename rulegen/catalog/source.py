"""Which kind of source an entry describes, and an example of its series when the author gives none."""

from rulegen.catalog import schema
from rulegen.durations import Duration
from rulegen.model.source import Example, Falling, Free, Ratio, Remaining, Season, Source
from rulegen.promql import inspect
from rulegen.promql.series import plain_series

_EXAMPLE_SHARE = 0.25
_EXAMPLE_WHOLE = 1000.0

_DRIFT = Duration.parse("1h")
"""Long enough to average out bursts, short enough to follow the day."""


def source_of(entry: schema.AnyEntry) -> Source:
    """The entry's expressions, with what is known of their types."""
    if isinstance(entry, schema.CountdownEntry):
        return Remaining(entry.remaining)
    if entry.free is not None and entry.capacity is not None:
        return Free(entry.free, entry.capacity, _scalar(entry.capacity))
    used, limit = entry.used or "", entry.limit or ""
    if entry.full is not None:
        return Falling(used, limit, _scalar(limit), entry.full, _scalar(entry.full))
    return Ratio(used, limit, _scalar(limit))


def season_of(entry: schema.AnyEntry) -> Season | None:
    """The cycle of a seasonal entry."""
    if not isinstance(entry, schema.SeasonalEntry):
        return None
    return Season(Duration.parse(entry.period), entry.cycles, _DRIFT)


def example_of(entry: schema.AnyEntry) -> Example | None:
    """The author's example, or one derived from expressions that are plain selectors."""
    if entry.example is not None:
        return Example(tuple(entry.example.series.items()), entry.example.expect)
    source = source_of(entry)
    if isinstance(source, Free):
        return _derived(source.free, source.capacity, source.capacity_scalar, entry.by, falls=True)
    if isinstance(source, Ratio):
        return _derived(source.used, source.limit, source.limit_scalar, entry.by, falls=False)
    return None


def _derived(part: str, whole: str, whole_scalar: bool, by: list[str], falls: bool) -> Example | None:
    part_series = plain_series(part, by)
    if whole_scalar:
        number = inspect.number(whole)
        whole_series, amount = None, number
    else:
        whole_series, amount = plain_series(whole, by), _EXAMPLE_WHOLE
    if part_series is None or amount is None or (whole_series is None and not whole_scalar):
        return None
    series = [(part_series, _written(_EXAMPLE_SHARE * amount))]
    if whole_series is not None:
        series.append((whole_series, _written(amount)))
    return Example(tuple(series), 1 - _EXAMPLE_SHARE if falls else _EXAMPLE_SHARE)


def _written(value: float) -> str:
    return f"{value:.12g}"


def _scalar(text: str) -> bool:
    return inspect.is_scalar(inspect.parse(text))
