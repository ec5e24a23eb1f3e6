"""Waiting until a program answers over HTTP."""

import time

import requests

from engines.errors import EnginesError
from engines.process import Process

PROBE_TIMEOUT_S = 1.0
PAUSE_S = 0.05


def wait_ready(process: Process, url: str, timeout_s: float = 30.0) -> None:
    """Wait until `url` answers 2xx.

    Raises:
        EnginesError: the process ended, or the time was up; the message ends with the tail of its log.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        code = process.exit_code()
        if code is not None:
            raise EnginesError(f"{process.name} ended with {code} before it was ready:\n{process.log_tail()}")
        if answers(url):
            return
        time.sleep(PAUSE_S)
    raise EnginesError(f"{process.name} was not ready within {timeout_s:.0f} s:\n{process.log_tail()}")


def answers(url: str, timeout_s: float = PROBE_TIMEOUT_S) -> bool:
    """Say whether a GET is answered 2xx."""
    try:
        return requests.get(url, timeout=timeout_s).ok
    except requests.RequestException:
        return False
