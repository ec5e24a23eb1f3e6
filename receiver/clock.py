"""The only place that reads the time, so that everything else can be replayed.

Code that needs the time takes a `Clock`; tests hand in `FrozenClock`.
"""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Two readings in seconds: what time it is, and how much time passes."""

    def now(self) -> float:
        """Return the current time in seconds since the Unix epoch, UTC; it can jump."""
        ...

    def monotonic(self) -> float:
        """Return seconds since an unknown moment; only differences mean something, and they are never negative."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class FrozenClock:
    """A clock that moves only when told to."""

    at_s: float = 1_700_000_000.0

    def now(self) -> float:
        return self.at_s

    def monotonic(self) -> float:
        return self.at_s

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`."""
        self.at_s += seconds
