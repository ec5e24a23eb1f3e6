"""Deletes much without keeping anybody waiting: what is to go is looked for without a lock, and goes in portions, each in a
transaction of its own. A storm of long ago is a hundred thousand rows, and alerts are accepted in between.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, select

from receiver.store.engine import Database

ROWS = 500


def of(database: Database, found: Select[Any], size: int = ROWS) -> list[Sequence[int]]:
    """Return the numbers that a query finds, so many at a time."""
    with database.reading() as connection:
        numbers: Sequence[int] = connection.execute(found).scalars().all()
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def forget(database: Database, table: Table, which: ColumnElement[bool]) -> int:
    """Delete rows that nothing refers to, as far as they are still meant when it comes to it; return how many."""
    rows = 0
    for some in of(database, select(table.c.id).where(which)):
        with database.transaction() as connection:
            rows += connection.execute(delete(table).where(table.c.id.in_(some), which)).rowcount
    return rows
