"""Gets the utilisation of one forecast, and what stands beside it, from Prometheus, in chunks that fit into memory and stay
in a cache.

What the rule recorded is asked for first. Where it had not recorded yet, the rule's own expression (from the policy) is
evaluated at every interval: that is what it would have recorded. Everything comes on multiples of the recording interval.

A chunk that is refused or too slow is halved and asked for again; when a single evaluation fails, the run ends and says
so, and what was fetched stays in the cache.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor
from pathlib import Path

import numpy as np

from receiver import conventions
from receiver.backtest.cache import Cache, Chunk, Key
from receiver.backtest.history import History, Origin
from receiver.backtest.track import Bools, Floats
from receiver.errors import PermanentError, TemporaryError
from receiver.policy.model import ForecastPolicy, GeneratedRules
from receiver.ports import HistorySource

SAMPLES_AT_ONCE = 300_000
"""About 11 MB of JSON, and 60 MB while it is read."""

_MOST_POINTS = 10_000
"""Prometheus refuses a range query of more than 11,000 points per series."""

SIZES_EVERY_S = 3600.0
"""Sizes change when somebody changes them."""

_LENGTHS_S = (86400, 43200, 21600, 10800, 7200, 3600, 1800, 600, 300, 120, 60)
_PROBES = 500

Told = Callable[[int, int], None]
"""Called with chunks done and chunks in all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    Attributes:
        name: the forecast.
        by: labels that tell its series apart.
        step_s: the recording interval.
        record: what the rule is called that records it, None where none does.
        expression: what that rule evaluates, None where the policy does not say.
        start_s: first evaluation, a multiple of the interval.
        end_s: last evaluation, likewise.
    """

    name: str
    by: tuple[str, ...]
    step_s: float
    record: str | None
    expression: str | None
    start_s: float
    end_s: float

    @property
    def recorded(self) -> str | None:
        """Selector of what the rule recorded."""
        return self.record and f'{self.record}{{{conventions.LABEL_FORECAST}="{self.name}"}}'

    @property
    def as_recorded(self) -> str:
        """What the rule recorded within one interval: no lookback paints over a gap, and no group's offset matters."""
        within_ms = round(1000 * self.step_s) - 1
        return f"last_over_time({self.recorded}[{within_ms}ms])"


def utilization(name: str, entry: ForecastPolicy, rules: GeneratedRules, start_s: float, end_s: float) -> Wanted:
    """What the forecast is about."""
    span = _aligned(start_s, end_s, entry.interval_s)
    return Wanted(name, entry.by, entry.interval_s, conventions.SERIES_UTILIZATION, rules.utilization, *span)


def load(name: str, entry: ForecastPolicy, rules: GeneratedRules, start_s: float, end_s: float) -> Wanted | None:
    """What may drive its growth; None where the policy names nothing."""
    rule = entry.remediation.load if entry.remediation else None
    if rule is None:
        return None
    span = _aligned(start_s, end_s, entry.interval_s)
    return Wanted(name, rule.by, entry.interval_s, conventions.SERIES_LOAD, rules.load, *span)


def size(name: str, entry: ForecastPolicy, rules: GeneratedRules, start_s: float, end_s: float) -> Wanted | None:
    """How large it is what fills, in bytes, as often as that changes; None where the policy does not say how to ask."""
    if rules.size is None:
        return None
    step_s = max(SIZES_EVERY_S, entry.interval_s)
    before_s, last_s = floor(start_s / step_s) * step_s, floor(end_s / step_s) * step_s
    return Wanted(name, entry.by, step_s, None, rules.size, before_s, last_s)


def _aligned(start_s: float, end_s: float, step_s: float) -> tuple[float, float]:
    return ceil(start_s / step_s) * step_s, floor(end_s / step_s) * step_s


def fetch(source: HistorySource, wanted: Wanted, folder: Path, told: Told, at_once: int = SAMPLES_AT_ONCE) -> History:
    """Get what history holds of it.

    Args:
        folder: of the cache, for this server.
        told: hears of progress.
        at_once: samples in one answer, at most (one evaluation is never split).

    Raises:
        TemporaryError: Prometheus cannot answer now.
        PermanentError: it refuses even a single evaluation.
    """
    step_s = wanted.step_s
    known_from_s, most = _probe(source, wanted)
    length_s = _chunk_length(step_s, at_once // most)
    bounds = list(_bounds(wanted, length_s))
    chunks: list[Chunk] = []
    origins: list[Origin] = []
    for done, (start_s, places) in enumerate(bounds):
        told(done, len(bounds))
        recorded = start_s >= known_from_s or wanted.expression is None
        query = wanted.as_recorded if recorded else (wanted.expression or wanted.as_recorded)
        cache = Cache(folder / _digest(query, wanted.by, step_s))
        chunk = cache.get(start_s, places) or _ask(source, cache, query, wanted, start_s, places)
        chunks.append(_shared(chunk, chunks[-1] if chunks else None))
        origins.append(Origin("recorded" if recorded else "computed", start_s, start_s + places * step_s))
    told(len(bounds), len(bounds))
    places = round((wanted.end_s - wanted.start_s) / step_s) + 1
    return History(wanted.name, wanted.by, wanted.start_s, step_s, places, tuple(_joined(origins)), tuple(chunks))


def _probe(source: HistorySource, wanted: Wanted) -> tuple[float, int]:
    """From when on the rule recorded (infinity: never), and how many series there are at most."""
    step_s = wanted.step_s
    every_s = max(np.ceil((wanted.end_s - wanted.start_s) / _PROBES / step_s), 1.0) * step_s
    most, known_from_s = 1.0, float("inf")
    for query in filter(None, (wanted.recorded, wanted.expression)):
        found = source.ranges(f"count({query})", wanted.start_s, wanted.end_s, every_s)
        for series in found:
            most = max(most, float(series.samples.values.max(initial=1.0)))
            if query == wanted.recorded and len(series.samples):
                known_from_s = float(series.samples.timestamps_s[0]) - every_s
        if known_from_s <= wanted.start_s:
            break  # recorded from the beginning: the expression need not be asked
    return known_from_s, int(most)


def _chunk_length(step_s: float, points: int) -> float:
    points = min(max(points, 1), _MOST_POINTS)
    fitting = [length for length in _LENGTHS_S if length <= points * step_s and length >= step_s]
    return float(fitting[0]) if fitting else step_s


def _bounds(wanted: Wanted, length_s: float) -> list[tuple[float, int]]:
    """Stretches that begin at multiples of their length, so that a later run finds the same ones."""
    step_s = wanted.step_s
    found, start_s = [], wanted.start_s
    while start_s <= wanted.end_s:
        until_s = min((start_s // length_s + 1) * length_s, wanted.end_s + step_s)
        places = max(int(np.ceil(round((until_s - start_s) / step_s, 6))), 1)
        found.append((start_s, places))
        start_s += places * step_s
    return found


def _ask(source: HistorySource, cache: Cache, query: str, wanted: Wanted, start_s: float, places: int) -> Chunk:
    series: dict[Key, tuple[Floats, Bools]] = {}

    def take(first: int, count: int) -> None:
        step_s = wanted.step_s
        begin_s = start_s + first * step_s
        try:
            found = source.ranges(query, begin_s, begin_s + (count - 1) * step_s, step_s)
        except (PermanentError, TemporaryError):
            if count == 1:
                raise
            take(first, count // 2)
            take(first + count // 2, count - count // 2)
            return
        for one in found:
            key = tuple(one.labels.get(label, "") for label in wanted.by)
            values, present = series.setdefault(key, (np.full(places, np.nan), np.zeros(places, dtype=np.bool_)))
            at = np.rint((one.samples.timestamps_s - start_s) / step_s).astype(np.int64)
            values[at], present[at] = one.samples.values, True

    take(0, places)
    return cache.put(start_s, places, series)


def _shared(chunk: Chunk, last: Chunk | None) -> Chunk:
    """Most chunks hold the same series: keep that list once."""
    return replace(chunk, rows=last.rows) if last is not None and chunk.rows == last.rows else chunk


def _joined(origins: list[Origin]) -> list[Origin]:
    joined: list[Origin] = []
    for origin in origins:
        if joined and joined[-1].kind == origin.kind:
            joined[-1] = replace(joined[-1], end_s=origin.end_s)
        else:
            joined.append(origin)
    return joined


def _digest(query: str, by: tuple[str, ...], step_s: float) -> str:
    return hashlib.sha256(repr((query, by, step_s)).encode()).hexdigest()[:16]
