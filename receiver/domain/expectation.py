"""What a forecast said would happen, kept when it is acted on: the action is measured against it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """Where a value was expected: the early and the late edge of the fan hold four out of five futures between them."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """A forecast as straight lines from one point to the limit: the probable one, and the edges of its fan.

    Attributes:
        at_s: where the lines begin, seconds since the epoch.
        level: value there, unit of the series.
        noise: residual scale of single samples, unit of the series.
        earliest_s: when the early edge reaches the limit (10 % point), seconds since the epoch; inf = never.
        crosses_s: when the probable line does (50 % point).
        latest_s: when the late edge does (90 % point).
        pods: how many shared what was forecast.
    """

    at_s: float
    level: float
    noise: float
    earliest_s: float
    crosses_s: float
    latest_s: float
    pods: int = 1

    def at(self, when_s: float, limit: float) -> Range:
        """Return what was expected for a moment after `at_s`."""
        lead_s, room = when_s - self.at_s, limit - self.level
        late, middle, early = (
            self.level + room * lead_s / (arrival_s - self.at_s) if self._rises(arrival_s) else self.level
            for arrival_s in (self.latest_s, self.crosses_s, self.earliest_s)
        )
        return Range(min(late, middle), middle, max(middle, early))

    def growth_per_s(self, limit: float) -> float:
        """Return the slope of the probable line; 0 when it never arrives or has arrived."""
        return (limit - self.level) / (self.crosses_s - self.at_s) if self._rises(self.crosses_s) else 0.0

    def telling_s(self, limit: float, difference: float) -> float:
        """Return after how long the late edge has risen by `difference`: until then standing still looks alike."""
        rise_per_s = (limit - self.level) / (self.latest_s - self.at_s) if self._rises(self.latest_s) else 0.0
        return difference / rise_per_s if rise_per_s > 0 else math.inf

    def _rises(self, arrival_s: float) -> bool:
        return math.isfinite(arrival_s) and arrival_s > self.at_s
