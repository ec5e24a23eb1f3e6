"""Requests at a steady rate, spread over the pods there are: what a Service and its users would do.

Does not retry and does not wait for a slow pod longer than its timeout; a request that fails is counted and forgotten.
"""

import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import requests

TIMEOUT_S = 2.0
IDLE_S = 0.05


class Load:
    """Sends requests inside a `with` block.

    Args:
        urls: asked before each request for where one can be sent.
        rate_per_s: requests per second over all of them; may be changed at any time, 0 pauses.
    """

    def __init__(self, urls: Callable[[], Sequence[str]], rate_per_s: float) -> None:
        self._urls = urls
        self.rate_per_s = rate_per_s
        self.sent = 0
        self.failed = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)

    def _run(self) -> None:
        due = time.monotonic()
        turn = 0
        with requests.Session() as session:
            while not self._stopping.is_set():
                rate = self.rate_per_s
                urls = self._urls() if rate > 0 else ()
                if not urls:
                    self._stopping.wait(IDLE_S)
                    due = time.monotonic()  # what was not sent meanwhile is not made up for
                    continue
                self._send(session, urls[turn % len(urls)])
                turn += 1
                due = max(due + 1 / rate, time.monotonic() - 1)  # after a stall catch up by a second at most
                self._stopping.wait(max(0.0, due - time.monotonic()))

    def _send(self, session: requests.Session, url: str) -> None:
        try:
            session.get(url, timeout=TIMEOUT_S).raise_for_status()
            self.sent += 1
        except requests.RequestException:
            self.failed += 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()
