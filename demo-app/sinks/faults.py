"""Failures on order: the next requests to an endpoint are answered with an error, whatever they say."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """An answer instead of the usual one; `error` is what Slack's Web API says with `ok: false`."""

    status: int
    retry_after_s: int | None = None
    error: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Retry-After, when asked for."""
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}


class Faults:
    """Queues of faults by endpoint."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, deque[Fault | None]] = defaultdict(deque)

    def next(self, to: str, status: int, *, times: int = 1, retry_after_s: int | None = None, error: str = "") -> None:
        """Make the next requests to an endpoint fail."""
        with self._lock:
            self._queues[to].extend([Fault(status, retry_after_s, error)] * times)

    def after(self, to: str, well: int, status: int, *, error: str = "") -> None:
        """Answer some more requests well, and make the one after them fail."""
        with self._lock:
            self._queues[to].extend([None] * well)
            self._queues[to].append(Fault(status, error=error))

    def take(self, to: str) -> Fault | None:
        """Use up one fault if there is any."""
        with self._lock:
            queue = self._queues[to]
            return queue.popleft() if queue else None
