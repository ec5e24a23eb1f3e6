"""Notices that the clock was set back, and has everything looked at now that would otherwise wait for a time that is long gone.

A clock that is set forward needs nothing: what is due early is looked at early, and late results are refused by their tokens.
"""

import structlog

from receiver.clock import Clock
from receiver.store import Stores

log = structlog.get_logger()

TOLERANCE_S = 5.0
"""What a clock that is kept right by small steps may move."""


class Timekeeper:
    """Compares the clock that can jump with the one that cannot."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock
        self._offset_s = self._offset()

    def step(self) -> bool:
        """Compare; there is never more to do at once."""
        back_s = self._offset_s - self._offset()
        if back_s > TOLERANCE_S:
            rows = self._stores.hurry()
            log.warning("the clock was set back", by_s=round(back_s), rows=rows)
        self._offset_s = self._offset()
        return False

    def _offset(self) -> float:
        return self._clock.now() - self._clock.monotonic()
