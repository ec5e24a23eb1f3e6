"""Fresh databases with the newest schema on a PostgreSQL server of the test run's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from engines import postgresql

from receiver.store import Database
from receiver.store.schema import metadata

_TEMPLATE = "migrated"


class Postgresql:
    """A running server.

    Attributes:
        cluster: to crash it and start it again.
    """

    def __init__(self, cluster: postgresql.Cluster) -> None:
        self.cluster = cluster
        self._numbers = count(1)
        self._shared = ""

    def url(self, database: str) -> str:
        """As in RECEIVER_DATABASE_URL."""
        return f"postgresql+psycopg://{self.cluster.address}/{database}"

    def empty_database(self) -> str:
        """Create a database without tables; return its URL."""
        return self._create("template0")

    def database(self) -> str:
        """Create a database with the newest schema; return its URL. Copying one is faster than migrating each."""
        if not self._execute("SELECT 1 FROM pg_database WHERE datname = %s", _TEMPLATE):
            self._execute(f"CREATE DATABASE {_TEMPLATE}")
            Database(self.url(_TEMPLATE)).close()
        return self._create(_TEMPLATE)

    def cleared_database(self) -> str:
        """Empty the one database that most tests take turns with; return its URL. Cheaper than creating another."""
        if not self._shared:
            self._shared = self.database()
        else:
            tables = ", ".join(metadata.tables)
            self._execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE", database=self._shared.rpartition("/")[2])
        return self._shared

    def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def _execute(self, statement: str, *parameters: object, database: str = "postgres") -> list[tuple[object, ...]]:
        address = f"postgresql://{self.cluster.address}/{database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def running() -> Iterator[Postgresql]:
    """Run a server.

    Raises:
        EnginesError: none can be had here.
    """
    with postgresql.Cluster(postgresql.locate(), postgresql.FAST) as cluster:
        yield Postgresql(cluster)
