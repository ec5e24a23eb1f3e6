"""One writer of this process at a time, where the database takes one at a time; whoever has a sender waiting goes first.

SQLite lets whoever waits for its lock sleep and look again, up to 100 ms at a time; here the next one is woken. Alertmanager
waits for what is accepted, and nobody for what the desks write, of which there is much: without an order, what is accepted
would wait behind all of it. It goes next, unless the last one was such a one, too: then a desk's turn comes in between, so that
neither ever waits for more than one of the other.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from receiver.errors import TemporaryError


class Turns:
    """Hands out turns.

    Args:
        longest_wait_s: after that somebody gives up waiting.

    Attributes:
        waiting: how many wait, urgent or not.
    """

    def __init__(self, longest_wait_s: float) -> None:
        self._longest_wait_s = longest_wait_s
        self._changed = threading.Condition()
        self._taken = False
        self._urgent_was_last = False
        self.waiting = {True: 0, False: 0}

    @contextmanager
    def turn(self, *, urgent: bool) -> Iterator[None]:
        """Wait for a turn, which lasts until the end of the block.

        Raises:
            TemporaryError: the others take too long.
        """
        with self._changed:
            self.waiting[urgent] += 1
            comes = self._changed.wait_for(lambda: self._is_next(urgent=urgent), self._longest_wait_s)
            self.waiting[urgent] -= 1
            if not comes:
                raise TemporaryError("the store failed: another write takes too long")
            self._taken, self._urgent_was_last = True, urgent
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def _is_next(self, *, urgent: bool) -> bool:
        both_wait = self.waiting[True] and self.waiting[False]
        return not self._taken and not (both_wait and urgent is self._urgent_was_last)
