"""Reading for pages that people look at: it writes nothing, waits for no writer, and is ended when it takes too long.

Whoever sends alerts must not notice who looks at pages: on SQLite a statement that reads for long keeps the log from being
truncated, on PostgreSQL it keeps a server process busy.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from receiver.clock import SystemClock
from receiver.store.engine import Database

LIMIT_S = 2.0
_STEPS = 2000
"""SQLite asks every so many of its instructions whether to go on: some ten times a millisecond."""


@contextmanager
def bounded(database: Database, limit_s: float = LIMIT_S) -> Iterator[Connection]:
    """Yield a connection that only reads, for `limit_s` seconds at most.

    Raises:
        TemporaryError: it took longer, or the store failed.
    """
    with database.reading() as connection:
        driver = connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(limit_s * 1000)}")
            yield connection
            return
        ends_s, clock = SystemClock().monotonic() + limit_s, SystemClock()
        driver.execute("PRAGMA query_only=ON")
        driver.set_progress_handler(lambda: clock.monotonic() > ends_s, _STEPS)
        try:
            yield connection
        finally:
            driver.set_progress_handler(None, 0)
            driver.execute("PRAGMA query_only=OFF")
