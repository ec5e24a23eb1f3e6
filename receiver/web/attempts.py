"""Failed attempts to get in: is one more from this address worth a line in the log?

A valid credential is never held up, whatever its address did before: Alertmanager drops an alert at any answer but 2xx and 5xx,
429 and 401 included, and behind an ingress an attacker has Alertmanager's own address. What is limited is what a failed attempt
may cost us; that no number of them ever succeeds is the length of the credential (`auth.SHORTEST`).
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from receiver.clock import Clock

MOST = 10
_PERIOD_S = 60.0
_ADDRESSES = 1024
"""So many are remembered; an attacker with more addresses than that is logged more often, not let in more often."""


@dataclass
class _Seen:
    since_s: float
    failed: int = 0


class FailedAttempts:
    """Counts failures per address and minute, in bounded memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def note(self, address: str) -> int:
        """Note one more and return how many there were from this address within its minute."""
        with self._lock:
            now_s = self._clock.monotonic()
            seen = self._seen.get(address)
            if seen is None or now_s - seen.since_s >= _PERIOD_S:
                seen = self._seen[address] = _Seen(now_s)
            self._seen.move_to_end(address)
            while len(self._seen) > _ADDRESSES:
                self._seen.popitem(last=False)
            seen.failed += 1
            return seen.failed
