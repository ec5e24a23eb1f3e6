"""Sends the stored messages of one notifier; each notifier has its own, so that one that is down delays nobody else's."""

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.digest import Digest
from receiver.pipeline.runner import Failed, run
from receiver.ports import Notifier
from receiver.store import Message, Outbox

log = structlog.get_logger()

_GIVE_UP_S = 24 * 3600.0
"""A message that could not be delivered for a day is buried: whatever it said is no longer true."""

_FEWEST_TRIES = 10
"""A day has more; fewer say that the clock was set forward."""

_MOST_INTERRUPTIONS = 10
"""A message over which the process died this often in a row is what kills it."""


class Postman:
    """Works on one notifier's part of the outbox."""

    def __init__(self, name: str, notifier: Notifier, outbox: Outbox, clock: Clock) -> None:
        self._name = name
        self._notifier = notifier
        self._outbox = outbox
        self._clock = clock
        self._free_at_s: dict[str, float] = {}
        for result in ("sent", "retried", "dead"):  # shown as 0 from now on: the first of each is an increase then
            telemetry.MESSAGES.labels(name, result)

    def step(self) -> bool:
        """Send one due message; return whether there was one."""
        message = self._outbox.claim(self._name, self._busy())
        if message is None:
            return False
        if message.claim.interruptions > _MOST_INTERRUPTIONS:
            self._bury(message, f"interrupted {message.claim.interruptions} times in a row")
            return True
        result = run(self._name, lambda: self._send(message))
        self._pause(message.route, self._notifier.spacing_s(message.route))
        if not isinstance(result, Failed):
            self._outbox.sent(message, result.value)
            telemetry.MESSAGES.labels(message.notifier, "sent").inc()
        else:
            self._failed(message, result)
        return True

    def _send(self, message: Message) -> Digest | None:
        """Deliver a message; return the digest that it was, made at this moment."""
        digest = self._outbox.digest(message)
        body = message.body if digest is None else self._notifier.digest(digest)
        if body is not None:
            self._notifier.send(body, message.route, self._outbox.conversation(message))
        return digest

    def _busy(self) -> list[str]:
        """Routes that were used a moment ago, or on which the other end asked for patience."""
        now_s = self._clock.monotonic()
        self._free_at_s = {route: at_s for route, at_s in self._free_at_s.items() if at_s > now_s}
        return list(self._free_at_s)

    def _pause(self, route: str, for_s: float) -> None:
        if for_s > 0:
            self._free_at_s[route] = max(self._free_at_s.get(route, 0.0), self._clock.monotonic() + for_s)

    def _failed(self, message: Message, failure: Failed) -> None:
        waited_s = self._clock.now() - message.claim.overdue_since_s
        too_old = waited_s > _GIVE_UP_S and message.attempts + 1 >= _FEWEST_TRIES
        if failure.temporary and not too_old:
            self._outbox.retry(message, failure.error, failure.retry_after_s)
            self._pause(message.route, failure.retry_after_s or 0.0)
            telemetry.MESSAGES.labels(message.notifier, "retried").inc()
        else:
            self._bury(message, failure.error)

    def _bury(self, message: Message, error: str) -> None:
        self._outbox.bury(message, error)
        telemetry.MESSAGES.labels(message.notifier, "dead").inc()
        log.error("message buried", message=message.id, notifier=message.notifier, error=error)
