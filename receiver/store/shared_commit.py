"""Many threads, one commit: what waits while a commit is on its way to the disk goes into the next one together.

A commit costs an fsync whatever is in it, so that throughput under load is the number of waiting requests per fsync rather than
one; the same holds for the statements, of which each costs the same for one row and for a thousand. One thread leads at a time:
it stores for all that wait, wakes them, and leaves the lead to one that came meanwhile. Nobody queues for a lock to learn that
its own work is done, which is what a crowd of threads would otherwise spend its time on.
https://www.sqlite.org/faq.html#q19 , https://dev.mysql.com/doc/refman/8.4/en/innodb-performance-group_commit.html
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Connection

from receiver.errors import ReceiverError
from receiver.store.engine import Database

T = TypeVar("T")


@dataclass(eq=False)
class _Job(Generic[T]):
    """One caller's item and what became of it."""

    item: T
    woken: threading.Event = field(default_factory=threading.Event)
    finished: bool = False
    error: BaseException | None = None


class SharedCommits(Generic[T]):
    """Stores items in shared transactions.

    Args:
        store: stores several items at once, or none of them and raises a ReceiverError.
    """

    def __init__(self, database: Database, store: Callable[[Connection, Sequence[T]], None]) -> None:
        self._database = database
        self._store = store
        self._lock = threading.Lock()
        self._pending: list[_Job[T]] = []
        self._led = False

    def run(self, item: T) -> None:
        """Return once the item is stored and committed.

        Raises:
            TemporaryError: the store failed; nothing of this item was committed.
            ReceiverError: why `store` refused this item; nothing of it was committed.
        """
        job = _Job(item)
        with self._lock:
            self._pending.append(job)
            leads, self._led = not self._led, True
        if not leads:
            job.woken.wait()
        if not job.finished:
            self._lead()
        if job.error is not None:
            raise job.error

    def _lead(self) -> None:
        """Commit all that wait, wake them, and leave the lead to one of those that came meanwhile."""
        with self._lock:
            batch, self._pending = self._pending, []
        try:
            self._commit(batch)
        except BaseException as error:  # every waiting caller must learn of it, this one included
            for job in batch:
                job.error = error
            if not isinstance(error, ReceiverError):
                raise
        finally:
            with self._lock:
                following = self._pending[:1]
                self._led = bool(following)
            for job in batch:
                job.finished = True
            for job in batch + following:
                job.woken.set()

    def _commit(self, batch: list[_Job[T]]) -> None:
        """All at once; when that is refused, one by one, so that one caller's refusal is no other caller's."""
        try:
            with self._database.transaction(urgent=True) as connection:
                self._refusable(connection, [job.item for job in batch])
        except _RefusedError as refused:
            if len(batch) == 1:
                batch[0].error = refused.reason
                return
            for job in batch:
                self._commit([job])

    def _refusable(self, connection: Connection, items: list[T]) -> None:
        """Tell a refusal apart from a store that fails."""
        try:
            self._store(connection, items)
        except ReceiverError as error:
            raise _RefusedError(error) from error


class _RefusedError(Exception):
    """Undoes the transaction on its way."""

    def __init__(self, reason: ReceiverError) -> None:
        super().__init__(str(reason))
        self.reason = reason
