"""Who waits for whom on PostgreSQL where no row stands for what must not happen at the same moment.

Each is an advisory lock that ends with its transaction; the statements after it see what the transactions before it committed.
SQLite has one writer at a time anyway. https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from sqlalchemy import Connection, func, select

_MIGRATIONS = 719301
_CLAIMS = 719302
_SWITCH = 719303


def wait_for_migrations(connection: Connection) -> None:
    """Replicas start together, and one of them migrates."""
    _wait(connection, _MIGRATIONS)


def wait_for_claims(connection: Connection) -> None:
    """One action is claimed at a time, so that two never spend the same rest of a budget; and whoever turned the kill switch
    waits for the one that has not seen it turned."""
    _wait(connection, _CLAIMS)


def wait_for_switch(connection: Connection) -> None:
    """The kill switch is turned by one person at a time."""
    _wait(connection, _SWITCH)


def _wait(connection: Connection, key: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(key)))
