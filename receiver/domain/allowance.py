"""What one reading of many series may take, over all of its forecasts and servers: seconds and requests.

Whoever reads together has one for all, because what waits for the answer is claimed together. It does not read the time
itself: it is given a clock's reading.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from receiver.errors import TemporaryError

TOGETHER_S = 25.0
"""For all requests of one reading together, so that the work that waits for them is still ours afterwards."""

MOST_REQUESTS = 32


@dataclass
class Allowance:
    """What is left of time and of requests.

    Attributes:
        monotonic: reads a clock, seconds.
        seconds: from now on, for everything together.
        requests: that are left.
        stopping: whether the process is about to end, so that nothing is left.
        down: what came of asking a server that cannot be asked, by its client (servers may share an address): it is not asked
            again in this reading.
    """

    monotonic: Callable[[], float]
    seconds: float = TOGETHER_S
    requests: int = MOST_REQUESTS
    stopping: Callable[[], bool] = lambda: False
    down: dict[object, TemporaryError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._until_s = self.monotonic() + self.seconds

    def spend(self) -> float:
        """Take one request; return the seconds that it may take.

        Raises:
            TemporaryError: nothing is left.
        """
        if self.stopping():
            raise TemporaryError("the receiver is stopping, nothing more is asked for")
        left_s = self._until_s - self.monotonic()
        if left_s <= 0:
            raise TemporaryError(f"Prometheus took more than {self.seconds:g} s for what was asked together")
        if self.requests == 0:
            raise TemporaryError(f"what was asked together took more than {MOST_REQUESTS} requests")
        self.requests -= 1
        return left_s
