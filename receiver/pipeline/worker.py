"""Runs the desks, each on its own thread, until told to stop; one of the two places that may catch everything.

A thread that dies would be an alert lost in silence, so nothing that a desk raises ends its loop, and `alive` is what the
readiness probe asks.
"""

import threading
from collections.abc import Mapping
from typing import Protocol

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.errors import ClaimLostError, TemporaryError

log = structlog.get_logger()

_AFTER_A_SURPRISE_S = 5.0


class Desk(Protocol):
    """Something with a queue."""

    def step(self) -> bool:
        """Do one piece of due work; return whether there was any."""
        ...


class Worker:
    """Runs desks.

    Args:
        desks: by name, for threads and logs.
        poll_s: how often an idle desk looks for due work.
        stopping: set when it is told to stop; a desk that has many pieces in hand asks it between them.
    """

    def __init__(
        self, desks: Mapping[str, Desk], poll_s: float, clock: Clock, stopping: threading.Event | None = None
    ) -> None:
        self._poll_s = poll_s
        self._clock = clock
        self._stopping = stopping or threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(name, desk), name=f"desk-{name}", daemon=True)
            for name, desk in desks.items()
        ]

    def start(self) -> None:
        """Start all desks."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float) -> None:
        """Let every desk finish the piece it is at, and wait for that at most `timeout_s` in all."""
        self._stopping.set()
        deadline_s = self._clock.monotonic() + timeout_s
        for thread in [one for one in self._threads if one.ident is not None]:  # told to while it was being started
            thread.join(max(deadline_s - self._clock.monotonic(), 0))

    def alive(self) -> bool:
        """Tell whether every desk runs."""
        return all(thread.is_alive() for thread in self._threads)

    def _loop(self, name: str, desk: Desk) -> None:
        telemetry.FAILURES.labels(name, "desk")  # shown as 0 from now on, as `run` does
        while not self._stopping.is_set():
            try:
                idle = not desk.step()
            except ClaimLostError as error:
                telemetry.CLAIMS_LOST.labels(name).inc()
                log.warning("late result dropped", desk=name, reason=str(error))
                continue
            except Exception as error:
                _note_failure(name, error)
                self._stopping.wait(_AFTER_A_SURPRISE_S)
                continue
            if idle:
                self._stopping.wait(self._poll_s)


def _note_failure(desk: str, error: Exception) -> None:
    """A store that is gone for an hour is no surprise and no bug: every desk says so every few seconds, in one line."""
    if isinstance(error, TemporaryError):
        telemetry.FAILURES.labels(desk, "temporary").inc()
        log.warning("desk failed, will be tried again", desk=desk, error=str(error))
    else:
        telemetry.FAILURES.labels(desk, "desk").inc()
        log.exception("desk failed", desk=desk)
