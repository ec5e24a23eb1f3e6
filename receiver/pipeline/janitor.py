"""Once an hour, forgets what is over for a month."""

import structlog

from receiver.clock import Clock
from receiver.store import Database, retention

log = structlog.get_logger()

KEEP_S = 30 * 86_400.0
_EVERY_S = 3600.0


class Janitor:
    """Works on the store's size."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._due_s = 0.0

    def step(self) -> bool:
        """Forget when it is time to; there is never more to do at once."""
        now_s = self._clock.now()
        if now_s >= self._due_s:
            self._due_s = now_s + _EVERY_S
            rows = retention.forget(self._database, now_s - KEEP_S)
            log.info("forgot what is over for a month", rows=rows)
        return False
