"""Many threads, one commit: what waits while a commit is on its way to the disk goes into the next one together.

A commit costs an fsync whatever is in it, so that throughput under load is the number of waiting requests per fsync rather than
https://www.sqlite.org/faq.html#q19
its own work already committed just returns.
https://www.sqlite.org/faq.html#q19 , https://dev.mysql.com/doc/refman/8.4/en/innodb-performance-group_commit.html
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Connection

from receiver.errors import ReceiverError
from receiver.store.engine import Database

T = TypeVar("T")


class _Job(Generic[T]):
    """One caller's work and what became of it."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self.work = work
        self.finished = False
        self.error: BaseException | None = None
        self.values: list[T] = []

    def run(self, connection: Connection) -> None:
        """Run inside a savepoint, so that one caller's refusal does not undo another caller's work."""
        try:
            with connection.begin_nested():
                self.values = [self.work(connection)]
        except ReceiverError as error:
            self.error = error

    def result(self) -> T:
        """Return the work's value or raise its error."""
        if self.error is not None:
            raise self.error
        return self.values[0]


class SharedCommits:
    """Runs small pieces of work in shared transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._commit_lock = threading.Lock()
        self._pending_lock = threading.Lock()
        self._pending: list[_Job[object]] = []

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` and return its value once it is committed.

        Raises:
            TemporaryError: the store failed; nothing of this work was committed.
            ReceiverError: what `work` itself raised; nothing of it was committed.
        """
        job: _Job[T] = _Job(work)
        with self._pending_lock:
            self._pending.append(job)  # type: ignore[arg-type]  # the list never looks inside a job's value
        with self._commit_lock:
            if not job.finished:
                self._commit_pending()
        return job.result()

    def _commit_pending(self) -> None:
        with self._pending_lock:
            batch, self._pending = self._pending, []
        try:
            with self._database.transaction() as connection:
                for job in batch:
                    job.run(connection)
        except BaseException as error:  # every waiting caller must learn of it, this one included
            for job in batch:
                job.error = error
            if not isinstance(error, ReceiverError):
                raise
        finally:
            for job in batch:
                job.finished = True
