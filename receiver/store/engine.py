"""Opens the database, brings it to the newest schema, and turns its failures into ours.

SQLite runs with a write-ahead log and `synchronous=FULL`: a commit that was answered is on the disk. Every transaction takes
the write lock at once (BEGIN IMMEDIATE); a deferred one could fail half-way with SQLITE_BUSY that no timeout helps against.
https://www.sqlite.org/wal.html , https://docs.sqlalchemy.org/en/20/dialects/sqlite.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from receiver.errors import ConfigError, TemporaryError

_BUSY_TIMEOUT_MS = 5000
_MIGRATIONS = Path(__file__).with_name("migrations")


class Database:
    """A database with the newest schema.

    Args:
        url: SQLAlchemy URL.

    Raises:
        ConfigError: the URL makes no sense or the database cannot be opened or migrated.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = create_engine(url, pool_pre_ping=make_url(url).get_backend_name() != "sqlite")
        except (ArgumentError, ImportError) as error:
            raise ConfigError(f"database URL is not usable: {error}") from error
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)
            event.listen(self._engine, "begin", _begin_immediate)
        try:
            self._migrate()
        except SQLAlchemyError as error:
            raise ConfigError(f"database {self._engine.url!r} cannot be opened: {error}") from error

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(719301)")  # replicas start together
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection whose work is committed at the end of the block.

        Raises:
            TemporaryError: locked, full, damaged, read-only or unreachable; nothing was committed.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except (IntegrityError, DataError, ProgrammingError):
            raise  # says something about the statement, not about the store
        except (DBAPIError, PoolTimeoutError) as error:
            raise TemporaryError(f"the store failed: {getattr(error, 'orig', error)}") from error

    @property
    def alone(self) -> bool:
        """Whether this process is the only one on the database, as it is on SQLite."""
        return self._engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _tune_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin on its own; see _begin_immediate
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
