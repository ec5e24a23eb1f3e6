"""May more episodes be opened? The backlog is bounded: a flood is refused (503) rather than taken in and never worked on.

Counting all open episodes in every transaction would cost more than storing one. So the count is remembered with what was added
since, which can only be too high; it is taken again when that sum reaches the limit, and after a second, because other replicas
add, too. It must be asked inside the transaction that adds.
"""

from sqlalchemy import Connection

from receiver.clock import Clock
from receiver.errors import TemporaryError
from receiver.store import queue
from receiver.store.schema import episodes

_COUNTED_AGAIN_AFTER_S = 1.0
_OPEN = episodes.c.state == "open"


class Backlog:
    """Counts open episodes; not safe for use by several threads at once.

    Args:
        most: open episodes from which no more may be opened; one commit may exceed it by what it opens itself.
    """

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock = clock
        self._most = most
        self._counted = most
        self._counted_at_s = float("-inf")

    def make_room(self, connection: Connection, opened: int) -> None:
        """Note that so many episodes are about to be opened.

        Raises:
            TemporaryError: the backlog is full.
        """
        if opened == 0:
            return
        if self._counted >= self._most or self._clock.monotonic() - self._counted_at_s > _COUNTED_AGAIN_AFTER_S:
            self._counted = queue.depth(connection, episodes, _OPEN)
            self._counted_at_s = self._clock.monotonic()
        if self._counted >= self._most:
            raise TemporaryError(f"backlog full: {self._counted} open episodes")
        self._counted += opened
