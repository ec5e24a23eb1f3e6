"""Opens the database, brings it to the newest schema, and turns its failures into ours.

SQLite runs with a write-ahead log and `synchronous=FULL`: a commit that was answered is on the disk. Every transaction that
writes takes the write lock at once (BEGIN IMMEDIATE); a deferred one could fail half-way with SQLITE_BUSY that no timeout helps
against. One that only reads waits for no writer.
https://www.sqlite.org/wal.html , https://docs.sqlalchemy.org/en/20/dialects/sqlite.html

PostgreSQL runs at its default isolation, READ COMMITTED: what must not happen twice is a unique index or a row lock. A process
that freezes inside a transaction must not hold up the others, so the server ends what idles in one.
https://www.postgresql.org/docs/current/runtime-config-client.html
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event
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
from receiver.store import advisory
from receiver.store.turns import Turns

_BUSY_TIMEOUT_MS = 5000
_READS_ONLY = "reads_only"
_POSTGRESQL = {
    "connect_timeout": 5,  # seconds, as the keepalives; timeouts are in milliseconds
    "tcp_user_timeout": 10_000,
    "keepalives": 1,  # whoever waits for an answer has nothing on the way that could time out
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "options": f"-c lock_timeout={_BUSY_TIMEOUT_MS} -c idle_in_transaction_session_timeout=20000",
}
_MIGRATION_TIMEOUT_MS = 60_000
MIGRATIONS = Path(__file__).with_name("migrations")


class Database:
    """A database with the newest schema.

    Args:
        url: SQLAlchemy URL.

    Raises:
        ConfigError: the URL makes no sense or the database cannot be opened or migrated.
    """

    def __init__(self, url: str) -> None:
        self._turns = Turns(_BUSY_TIMEOUT_MS / 1000)
        try:
            self._engine = engine_of(make_url(url))
        except (ArgumentError, ImportError) as error:
            raise ConfigError(f"database URL is not usable: {error}") from error
        try:
            self._migrate()
        except (CommandError, SQLAlchemyError) as error:
            self.close()
            what = "was migrated by a newer receiver" if isinstance(error, CommandError) else "cannot be opened"
            raise ConfigError(f"database {self._engine.url!r} {what}: {error}") from error

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                for limit in ("lock_timeout", "idle_in_transaction_session_timeout"):
                    connection.exec_driver_sql(f"SET LOCAL {limit} = {_MIGRATION_TIMEOUT_MS}")
            advisory.wait_for_migrations(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def transaction(self, *, urgent: bool = False) -> Iterator[Connection]:
        """Yield a connection whose work is committed at the end of the block.

        Args:
            urgent: somebody outside waits for the answer.

        Raises:
            TemporaryError: locked, full, damaged, read-only or unreachable; nothing was committed.
        """
        turn = self._turns.turn(urgent=urgent) if self.alone else nullcontext()
        with _translated(), turn, self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database and must not write.

        Raises:
            TemporaryError: damaged or unreachable.
        """
        with _translated(), self._engine.connect() as connection:
            reads = connection.execution_options(**{_READS_ONLY: True, "postgresql_readonly": True})
            with reads.begin():
                yield reads

    @property
    def alone(self) -> bool:
        """Whether this process is the only one on the database, as it is on SQLite."""
        return self._engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise  # says something about the statement, not about the store
    except (DBAPIError, PoolTimeoutError) as error:
        raise TemporaryError(f"the store failed: {getattr(error, 'orig', error)}") from error


def engine_of(url: URL) -> Engine:
    """Return what connects to a database as this store does, whatever its schema."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url)
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin)
        return engine
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")  # the one that is installed with us
    return create_engine(url, pool_pre_ping=True, connect_args=_POSTGRESQL)


def _tune_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin on its own; see _begin
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(_READS_ONLY) else "BEGIN IMMEDIATE")
