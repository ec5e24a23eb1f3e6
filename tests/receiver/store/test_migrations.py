"""Databases of receivers that ran before: with data in every table that there was by then."""

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from receiver.errors import ConfigError
from receiver.store import Database, engine
from tests.support.postgresql import Postgresql
from tests.support.stores import sqlite_url

Rows = dict[str, list[dict[str, Any]]]

_CONFIG = Config()
_CONFIG.set_main_option("script_location", str(engine.MIGRATIONS))
REVISIONS = [one.revision for one in ScriptDirectory.from_config(_CONFIG).walk_revisions()][::-1]
_RENAMED = {("predictions", "fingerprint"): "about"}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return sqlite_url(request.getfixturevalue("tmp_path") / "old.db")
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.empty_database()


def _upgrade(connection: sa.Connection, revision: str) -> None:
    _CONFIG.attributes["connection"] = connection
    command.upgrade(_CONFIG, revision)


def _value(column: sa.Column[Any]) -> object:
    """Something that a column of this type takes; a foreign key leads to the first row."""
    examples: Mapping[type, object] = {
        sa.JSON: {"a": "b"},
        sa.Boolean: True,
        sa.Integer: 1,
        sa.Float: 1.5,
        sa.LargeBinary: b"\x00\xff",
    }
    return next((value for kind, value in examples.items() if isinstance(column.type, kind)), column.name[:8])


def _fill(connection: sa.Connection) -> None:
    """Put a row into every table that has none."""
    for table in _tables(connection):
        if connection.execute(sa.select(table)).first() is None:
            connection.execute(sa.insert(table).values({column.name: _value(column) for column in table.columns}))


def _tables(connection: sa.Connection) -> list[sa.Table]:
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _rows(connection: sa.Connection) -> Rows:
    return {
        table.name: [dict(row._mapping) for row in connection.execute(sa.select(table))]
        for table in _tables(connection)
    }


def test_what_is_on_record_survives_every_migration(empty: str) -> None:
    opened = engine.engine_of(sa.make_url(empty))
    for revision in REVISIONS:
        with opened.begin() as connection:
            before = _rows(connection)
            _upgrade(connection, revision)
            after = _rows(connection)
            _fill(connection)
        for table, rows in before.items():
            names = {name: _RENAMED.get((table, name), name) for row in rows for name in row}
            kept = [{name: row.get(new, row.get(name)) for name, new in names.items()} for row in after[table]]
            assert kept == rows, (revision, table)
    opened.dispose()
    Database(empty).close()


@pytest.mark.parametrize("revision", REVISIONS[:-1:4])
def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(empty: str, revision: str) -> None:
    opened = engine.engine_of(sa.make_url(empty))
    with opened.begin() as connection:
        _upgrade(connection, revision)
        _fill(connection)
        connection.exec_driver_sql("CREATE TABLE ended_sessions (in_the_way INTEGER)")
        before = _rows(connection)
    with pytest.raises(ConfigError, match="ended_sessions"):
        Database(empty)
    with opened.begin() as connection:
        assert _rows(connection) == before
        connection.exec_driver_sql("DROP TABLE ended_sessions")
    opened.dispose()
    Database(empty).close()
