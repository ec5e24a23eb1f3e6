"""Memory that rises in a straight line and falls back, again and again, as a cache with a periodic flush does.

Driven by time and not by requests, so that its period is exact.
"""

import threading
import time

from leaky.hoard import Hoard
from leaky.limit import die, is_refusal
from leaky.settings import MIB, Settings
from leaky.usage import anonymous_bytes

STEP_S = 0.2
BLOCK_BYTES = MIB // 2


def wanted_ratio(elapsed_s: float, settings: Settings) -> float:
    """Where in its tooth it should be, as a ratio of the limit."""
    part = ((elapsed_s + settings.phase_s) % settings.period_s) / settings.period_s
    return settings.low_ratio + part * (settings.high_ratio - settings.low_ratio)


def start(settings: Settings, limit_bytes: int) -> None:
    """Follow the tooth from a thread, for as long as the process lives."""
    began = time.monotonic()
    thread = threading.Thread(target=_follow, args=(settings, limit_bytes, began), name="sawtooth", daemon=True)
    thread.start()


def _follow(settings: Settings, limit_bytes: int, began: float) -> None:
    hoard = Hoard(limit_bytes)
    while True:
        missing = int(wanted_ratio(time.monotonic() - began, settings) * limit_bytes) - anonymous_bytes()
        try:
            for _ in range(missing // BLOCK_BYTES):
                hoard.grow(BLOCK_BYTES)
        except OSError as error:
            if is_refusal(error):
                die()
            raise
        if missing < -BLOCK_BYTES:
            hoard.shrink(-missing)
        time.sleep(STEP_S)
