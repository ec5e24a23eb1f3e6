"""Failures on order: the next requests to an endpoint are answered with an error, whatever they say."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """An answer instead of the usual one."""

    status: int
    retry_after_s: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Retry-After, when asked for."""
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}


class Faults:
    """Queues of faults by endpoint."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)

    def next(self, to: str, status: int, *, times: int = 1, retry_after_s: int | None = None) -> None:
        """Make the next requests to an endpoint fail."""
        with self._lock:
            self._queues[to].extend([Fault(status, retry_after_s)] * times)

    def take(self, to: str) -> Fault | None:
        """Use up one fault if there is any."""
        with self._lock:
            queue = self._queues[to]
            return queue.popleft() if queue else None
