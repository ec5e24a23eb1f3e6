"""Once an hour, forgets what is over for a month, and what scorecards are counted from after three."""

import structlog

from receiver.clock import Clock
from receiver.store import Stores, retention

log = structlog.get_logger()

KEEP_S = 30 * 86_400.0
KEEP_PREDICTIONS_S = 90 * 86_400.0
"""Recalibration learns from them; a forecast that is older than that was another one."""
_EVERY_S = 3600.0


class Janitor:
    """Works on the store's size."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock
        self._due_s = float("-inf")

    def step(self) -> bool:
        """Forget when it is time to; there is never more to do at once."""
        if self._clock.monotonic() >= self._due_s:
            self._due_s = self._clock.monotonic() + _EVERY_S
            now_s = self._clock.now()
            rows = retention.forget(self._stores.database, now_s - KEEP_S)
            rows += self._stores.predictions.forget(now_s - KEEP_PREDICTIONS_S)
            rows += self._stores.breaches.forget(now_s - KEEP_PREDICTIONS_S)
            log.info("forgot what is over for long", rows=rows)
        return False
