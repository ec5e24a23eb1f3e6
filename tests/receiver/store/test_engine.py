import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from receiver.clock import FrozenClock
from receiver.errors import ConfigError, TemporaryError
from receiver.store import Database
from receiver.store.schema import metadata, switches
from tests.support.stores import Stores, open_stores


def test_the_migrations_produce_exactly_the_schema(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_partial_unique_indexes_are_really_partial(stores: Stores) -> None:
    indexes = dict(stores.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"))
    assert {"uq_episodes_open_fingerprint", "uq_remediations_running_target"} == set(indexes)
    assert indexes["uq_episodes_open_fingerprint"].endswith("WHERE state = 'open'")
    assert indexes["uq_remediations_running_target"].endswith("WHERE state IN ('intended', 'acted')")


def test_opening_an_existing_database_changes_nothing_in_it(tmp_path: Path, clock: FrozenClock) -> None:
    first = open_stores(tmp_path / "receiver.db", clock)
    first.kill_switch.turn_on("kept")
    first.database.close()
    second = open_stores(tmp_path / "receiver.db", clock)
    assert second.kill_switch.reason() == "kept"
    second.database.close()


def test_commits_are_on_the_disk_before_they_are_answered(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_transaction_that_raises_leaves_nothing_behind(stores: Stores) -> None:
    def half_done() -> None:
        with stores.database.transaction() as connection:
            connection.execute(switches.insert().values(name="x", reason="", set_at_s=0.0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    with stores.database.transaction() as connection:
        assert connection.execute(select(switches)).all() == []


@pytest.mark.parametrize("url", ["not a url", "nosuchdialect://host/db", "sqlite:////nowhere/at/all/receiver.db"])
def test_a_database_that_cannot_be_opened_is_a_config_error(url: str) -> None:
    with pytest.raises(ConfigError, match="database"):
        Database(url)


def test_a_file_that_is_no_database_is_a_config_error(tmp_path: Path) -> None:
    (tmp_path / "receiver.db").write_bytes(b"not a database, but long enough to have a header" * 100)
    with pytest.raises(ConfigError, match="cannot be opened"):
        Database(f"sqlite:///{tmp_path / 'receiver.db'}")


def test_a_password_in_the_url_is_not_printed() -> None:
    with pytest.raises(ConfigError) as caught:
        Database("sqlite://user:hunter2@host/receiver.db")
    assert "hunter2" not in str(caught.value)


def test_a_locked_database_is_a_temporary_error_and_works_again_afterwards(stores: Stores) -> None:
    other = sqlite3.connect(stores.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TemporaryError, match="the store failed: database is locked"):
        stores.kill_switch.turn_on("never written")
    other.execute("ROLLBACK")
    other.close()
    assert stores.kill_switch.reason() == ""


def test_a_read_only_database_is_a_temporary_error(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(TemporaryError, match="readonly database"):
        stores.kill_switch.turn_on("never written")


def test_a_full_disk_is_a_temporary_error(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # raised by SQLite to what is already used
    with pytest.raises(TemporaryError, match="full"):
        stores.inbox.quarantine(b"x" * 65_536, "too much")


def test_a_damaged_database_is_a_temporary_error(stores: Stores) -> None:
    stores.database.close()
    for path in (stores.path, *stores.path.parent.glob("receiver.db-*")):
        path.write_bytes(b"overwritten by something else" * 1000)
    with pytest.raises(TemporaryError, match="the store failed"):
        stores.kill_switch.reason()
