"""From numbers to pixels, and where to put the marks of an axis.

Marks are multiples of 1, 2 or 5 times a power of ten, for times of round units, as a person would put them
(Heckbert, Nice numbers for graph labels, Graphics Gems, 1990).
"""

import math
from dataclasses import dataclass

_ROUND_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels; what lies outside ends at the edge.

    Attributes:
        low: value at `start`.
        high: value at `end`, above `low`.
        start: pixel of `low`.
        end: pixel of `high`; below `start` for an axis that points up.
    """

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"no scale from {self.low} to {self.high}")

    def __call__(self, value: float) -> float:
        """Return the pixel of a finite or infinite value."""
        if math.isinf(value):
            return self.end if value > 0 else self.start
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Tell whether a value lies within."""
        return self.low <= value <= self.high


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` (2 or more) round values within [low, high]."""
    rough = (high - low) / most
    if not (math.isfinite(rough) and rough > 0):
        return []
    power: float = 10.0 ** math.floor(math.log10(rough))
    for step in (power, 2 * power, 5 * power, 10 * power, 20 * power):
        found = _multiples(low, high, step)
        if len(found) <= most:
            return found
    return []


def time_ticks(low_s: float, high_s: float, most: int) -> list[float]:
    """The same for times in seconds: multiples of round units; from two days on, of whole days."""
    span_s = high_s - low_s
    if not (math.isfinite(span_s) and span_s > 0):
        return []
    for step_s in _ROUND_S:
        if span_s / step_s + 1 <= most:
            return _multiples(low_s, high_s, step_s)
    days = 2
    while span_s / (days * _DAY_S) + 1 > most:
        days *= 2
    return _multiples(low_s, high_s, days * _DAY_S)


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step), math.floor(high / step)
    marks = (index * step for index in range(first, last + 1))
    return [
        mark for mark in marks if low <= mark <= high
    ]  # where a step is hardly more than rounding, one may lie outside
