"""What all queues of the store share: claim the row that is due longest, put it back later, or bury it.

A claim is a lease with an end, so that the work of a process that died is taken up again without a coordinator.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, func, select, update

from receiver.store.engine import Database
from receiver.store.schema import episodes, messages, remediations

CLAIM_S = 60.0
"""How long a claimed row is left alone: longer than any step's own timeouts together."""

_BACKOFF_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Waits after the first, second ... failure in a row; the last one repeats."""


def backoff_s(attempts: int, retry_after_s: float | None) -> float:
    """Return the wait after the `attempts`-th failure in a row; what the peer asked for is a minimum."""
    wait = _BACKOFF_S[min(attempts, len(_BACKOFF_S)) - 1]
    return max(wait, retry_after_s or 0.0)


def claim(
    connection: Connection, table: Table, ready: ColumnElement[bool], now_s: float
) -> Row[tuple[object, ...]] | None:
    """Lease the due row that waits longest, None when nothing is due."""
    return next(iter(claim_many(connection, table, ready, now_s, most=1)), None)


def claim_many(
    connection: Connection, table: Table, ready: ColumnElement[bool], now_s: float, most: int
) -> Sequence[Row[Any]]:
    """Lease the due rows that wait longest, at most so many, longest first."""
    waiting = (
        select(table.c.id)
        .where(ready, table.c.due_s <= now_s, table.c.claimed_until_s <= now_s)
        .order_by(table.c.due_s)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    due = table.c.id.in_(select(waiting.c.id))
    leased = update(table).where(due).values(claimed_until_s=now_s + CLAIM_S).returning(table)
    return sorted(connection.execute(leased), key=lambda row: (row.due_s, row.id))


def release(connection: Connection, table: Table, row_ids: Sequence[int]) -> None:
    """End claims on rows that were not worked on; they are due as before."""
    connection.execute(update(table).where(table.c.id.in_(row_ids)).values(claimed_until_s=0.0))


def put_back(connection: Connection, table: Table, row_id: int | str, due_s: float) -> None:
    """Release a row after success, to be looked at again at `due_s`."""
    released = {"due_s": due_s, "claimed_until_s": 0.0, "attempts": 0, "last_error": ""}
    connection.execute(update(table).where(table.c.id == row_id).values(**released))


def put_back_failed(connection: Connection, table: Table, row_id: int | str, due_s: float, error: str) -> None:
    """Release a row after a failure, to be tried again at `due_s`."""
    released = {"due_s": due_s, "claimed_until_s": 0.0, "attempts": table.c.attempts + 1, "last_error": error}
    connection.execute(update(table).where(table.c.id == row_id).values(**released))


def release_all(database: Database) -> None:
    """End every claim: for a process that is alone on its database and has just started."""
    with database.transaction() as connection:
        for table in (episodes, remediations, messages):
            connection.execute(update(table).where(table.c.claimed_until_s > 0).values(claimed_until_s=0.0))


def depth(connection: Connection, table: Table, ready: ColumnElement[bool]) -> int:
    """Count the rows that wait or will wait."""
    return connection.execute(select(func.count()).select_from(table).where(ready)).scalar_one()
