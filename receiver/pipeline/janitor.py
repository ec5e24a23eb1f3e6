"""Once an hour, forgets what is over for a month, and what scorecards are counted from after three; and buries messages to
notifiers that were taken out of the settings, which nobody would ever send."""

from collections.abc import Collection

import structlog

from receiver.clock import Clock
from receiver.store import Stores, retention

log = structlog.get_logger()

KEEP_S = 30 * 86_400.0
KEEP_PREDICTIONS_S = 90 * 86_400.0
"""Recalibration learns from them; a forecast that is older than that was another one."""
_EVERY_S = 3600.0

_ABANDONED_S = 2 * 86_400.0
"""Another replica may still have the notifier: it gives a message up after a day."""


class Janitor:
    """Works on the store's size.

    Args:
        notifiers: names of those that messages are sent by here.
    """

    def __init__(self, stores: Stores, notifiers: Collection[str], clock: Clock) -> None:
        self._stores = stores
        self._notifiers = notifiers
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
            abandoned = self._stores.outbox.abandon(self._notifiers, now_s - _ABANDONED_S)
            if abandoned:
                log.error("buried messages to notifiers that are not configured any more", rows=abandoned)
            log.info("forgot what is over for long", rows=rows)
        return False
