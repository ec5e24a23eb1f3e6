"""The dead letters of one queue: rows in the state `dead`, kept with their error until a person retries them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, update

from receiver.clock import Clock
from receiver.domain.dead_letter import DeadLetter
from receiver.store import queue
from receiver.store.engine import Database

_AT_MOST = 1000


class DeadLetters:
    """Lists and revives them."""

    def __init__(self, database: Database, clock: Clock, table: Table) -> None:
        self._database = database
        self._clock = clock
        self._table = table
        self._dead = table.c.state == "dead"

    def all(self, about: Callable[[Row[Any]], str]) -> list[DeadLetter]:
        """List the oldest thousand; `about` says what a row is."""
        oldest = select(self._table).where(self._dead).order_by(self._table.c.id).limit(_AT_MOST)
        with self._database.reading() as connection:
            rows = connection.execute(oldest).all()
        return [DeadLetter(row.id, about(row), row.last_error, row.due_s) for row in rows]

    def count(self) -> int:
        """Count all of them."""
        with self._database.reading() as connection:
            return queue.depth(connection, self._table, self._dead)

    def get(self, row_id: int) -> Row[Any] | None:
        """Return a dead row, None when it is not dead."""
        with self._database.reading() as connection:
            return connection.execute(select(self._table).where(self._this(row_id))).first()

    def retry(self, row_id: int, *conditions: ColumnElement[bool], **revived: object) -> bool:
        """Make a row due now, as if it had never failed; return whether it was dead, and as the conditions say."""
        fresh = {"due_s": self._clock.now(), "attempts": 0, "interruptions": 0, "failing_since_s": None}
        revive = update(self._table).where(self._this(row_id), *conditions).values(**fresh, **revived)
        with self._database.transaction() as connection:
            return connection.execute(revive).rowcount == 1

    def _this(self, row_id: int) -> ColumnElement[bool]:
        return (self._table.c.id == row_id) & self._dead
