"""Lengths of time as Prometheus writes them: `500ms`, `15m`, `1h30m`, `1d`."""

import re
from dataclasses import dataclass
from functools import lru_cache

_UNIT_MS = {"y": 31_536_000_000, "w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_PATTERN = re.compile(
    r"(?:(?P<y>\d+)y)?(?:(?P<w>\d+)w)?(?:(?P<d>\d+)d)?(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+)s)?(?:(?P<ms>\d+)ms)?"
)
_MOST_MS = 100 * _UNIT_MS["y"]
"""Prometheus counts nanoseconds in 64 bits, which end at 292 years; sums of two durations fit too."""

_PREFERRED = (("d", 2), ("h", 1), ("m", 1), ("s", 1))
"""Units to write, with the smallest count at which they read well: 24h stays 24h, 48h becomes 2d."""


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A positive length of time.

    Attributes:
        ms: whole milliseconds, Prometheus' own resolution.
    """

    ms: int

    @classmethod
    @lru_cache(maxsize=1000)
    def parse(cls, text: str) -> "Duration":
        """Read a Prometheus duration.

        Raises:
            ValueError: not a duration, zero, or more than 100 years.
        """
        match = _PATTERN.fullmatch(text)
        if not text or match is None:
            raise ValueError(f"{text!r} is not a duration; write it like 30s, 15m, 6h, 1d")
        total = sum(int(count) * _UNIT_MS[unit] for unit, count in match.groupdict().items() if count)
        if total == 0:
            raise ValueError("a duration must be longer than zero")
        if total > _MOST_MS:
            raise ValueError(f"{text!r} is more than 100 years")
        return cls(total)

    @property
    def seconds(self) -> float:
        """Seconds; whole numbers as int, so that they are written without a decimal point."""
        return self.ms // 1000 if self.ms % 1000 == 0 else self.ms / 1000

    def divided(self, by: int, floor_ms: int = 1) -> "Duration":
        """The N-th part, for compressed time, never below `floor_ms` milliseconds."""
        return Duration(max(floor_ms, round(self.ms / by)))

    def __str__(self) -> str:
        for unit, least in _PREFERRED:
            if self.ms % _UNIT_MS[unit] == 0 and self.ms >= least * _UNIT_MS[unit]:
                return f"{self.ms // _UNIT_MS[unit]}{unit}"
        return f"{self.ms}ms"
