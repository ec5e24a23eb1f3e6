import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select

from receiver.clock import FrozenClock
from receiver.errors import ConfigError, TemporaryError
from receiver.store import Database
from receiver.store.schema import metadata, switches
from tests.support.builders import TARGET, alert
from tests.support.postgresql import Postgresql
from tests.support.stores import Stores, open_stores, rows


@pytest.fixture
def on_sqlite(tmp_path: Path, clock: FrozenClock) -> Iterator[Stores]:
    opened = open_stores(tmp_path / "sqlite.db", clock)
    yield opened
    opened.database.close()


def test_the_migrations_produce_exactly_the_schema(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_partial_unique_indexes_are_really_partial_on_sqlite(on_sqlite: Stores) -> None:
    indexes = dict(on_sqlite.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"))
    assert {"uq_episodes_open_fingerprint", "uq_remediations_running_target"} == set(indexes)
    assert indexes["uq_episodes_open_fingerprint"].endswith("WHERE state = 'open'")
    assert indexes["uq_remediations_running_target"].endswith("WHERE state IN ('intended', 'acted')")


def test_opening_an_existing_database_changes_nothing_in_it(stores: Stores, clock: FrozenClock) -> None:
    stores.kill_switch.turn_on("kept")
    second = open_stores(stores.url, clock)
    assert second.kill_switch.reason() == "kept"
    second.database.close()


def test_commits_are_on_the_disk_before_they_are_answered(on_sqlite: Stores) -> None:
    with on_sqlite.database.transaction() as connection:
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


def test_a_locked_database_is_a_temporary_error_and_works_again_afterwards(on_sqlite: Stores) -> None:
    other = sqlite3.connect(on_sqlite.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TemporaryError, match="the store failed: database is locked"):
        on_sqlite.kill_switch.turn_on("never written")
    other.execute("ROLLBACK")
    other.close()
    assert on_sqlite.kill_switch.reason() == ""


def test_a_read_only_database_is_a_temporary_error(on_sqlite: Stores) -> None:
    with on_sqlite.database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(TemporaryError, match="readonly database"):
        on_sqlite.kill_switch.turn_on("never written")


def test_a_full_disk_is_a_temporary_error(on_sqlite: Stores) -> None:
    with on_sqlite.database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # raised by SQLite to what is already used
    with pytest.raises(TemporaryError, match="full"):
        on_sqlite.inbox.quarantine(b"x" * 65_536, "too much")


def test_a_damaged_database_is_a_temporary_error(on_sqlite: Stores) -> None:
    on_sqlite.database.close()
    for path in (on_sqlite.path, *on_sqlite.path.parent.glob("sqlite.db-*")):
        path.write_bytes(b"overwritten by something else" * 1000)
    with pytest.raises(TemporaryError, match="the store failed"):
        on_sqlite.kill_switch.reason()


def test_partial_unique_indexes_are_really_partial_on_postgresql(postgresql: Postgresql) -> None:
    query = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE ?"
    indexes = dict(rows(postgresql.database(), query, "%UNIQUE%WHERE%"))
    assert {"uq_episodes_open_fingerprint", "uq_remediations_running_target"} == set(indexes)


def test_the_driver_that_is_installed_with_the_receiver_needs_no_naming(
    postgresql: Postgresql, clock: FrozenClock
) -> None:
    opened = open_stores(postgresql.database().replace("postgresql+psycopg:", "postgresql:"), clock)
    assert opened.episodes.depth() == 0
    opened.database.close()


def test_a_server_that_is_gone_without_a_word_is_noticed_while_its_answer_is_awaited(
    postgresql: Postgresql, clock: FrozenClock
) -> None:
    opened = open_stores(postgresql.database(), clock)
    with opened.database.reading() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        told = driver.info.get_parameters()
    names = ("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count")
    assert [told.get(name) for name in names] == ["1", "5", "5", "3"]
    opened.database.close()


def test_replicas_that_start_at_once_migrate_once(postgresql: Postgresql) -> None:
    url, together = postgresql.empty_database(), threading.Barrier(4)
    failures: list[Exception] = []

    def replica() -> None:
        together.wait()
        try:
            Database(url).close()
        except ConfigError as error:
            failures.append(error)

    threads = [threading.Thread(target=replica) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(rows(url, "SELECT version_num FROM alembic_version")) == 1


def test_a_database_of_a_newer_receiver_is_a_config_error(on_sqlite: Stores) -> None:
    with on_sqlite.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from the future'")
    with pytest.raises(ConfigError, match="migrated by a newer receiver"):
        Database(on_sqlite.url)


@pytest.mark.parametrize(
    "read",
    [
        lambda stores: stores.episodes.depth(),
        lambda stores: stores.episodes.dead(),
        lambda stores: stores.episodes.dead_count(),
        lambda stores: stores.episodes.claim(),
        lambda stores: stores.episodes.confirmed_elsewhere(TARGET, 1),
        lambda stores: stores.outbox.depth(),
        lambda stores: stores.outbox.claim("slack"),
        lambda stores: stores.outbox.last_told(1),
        lambda stores: stores.remediations.newest(TARGET),
        lambda stores: stores.remediations.claim_due(),
        lambda stores: stores.kill_switch.reason(),
    ],
)
def test_reading_and_finding_nothing_to_do_wait_for_no_writer(
    on_sqlite: Stores, read: Callable[[Stores], object]
) -> None:
    other = sqlite3.connect(on_sqlite.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    read(on_sqlite)
    other.execute("ROLLBACK")
    other.close()


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(on_sqlite: Stores) -> None:
    with on_sqlite.database.reading() as connection:
        before = connection.execute(select(switches)).all()
        on_sqlite.kill_switch.turn_on("meanwhile")
        assert connection.execute(select(switches)).all() == before


def test_a_server_that_is_gone_is_a_temporary_error_until_it_is_back(
    postgresql: Postgresql, clock: FrozenClock
) -> None:
    stores = open_stores(postgresql.database(), clock)
    postgresql.cluster.crash()
    for step in (lambda: stores.inbox.accept([alert()]), stores.episodes.depth):
        with pytest.raises(TemporaryError, match="the store failed"):
            step()
    postgresql.cluster.start()
    stores.inbox.accept([alert()])
    assert stores.episodes.depth() == 1
    stores.database.close()


@pytest.mark.parametrize(("setting", "limit"), [("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "20s")])
def test_a_process_that_freezes_inside_a_transaction_does_not_hold_up_the_others(
    postgresql: Postgresql, setting: str, limit: str
) -> None:
    database = Database(postgresql.database())
    with database.reading() as connection:
        assert limit == connection.exec_driver_sql(f"SHOW {setting}").scalar_one()
    database.close()


def test_writers_of_one_process_take_turns_and_none_is_refused(on_sqlite: Stores) -> None:
    database, writing, leave = on_sqlite.database, threading.Event(), threading.Event()

    def first() -> None:
        with database.transaction() as connection:
            connection.execute(insert(switches).values(name="first", reason="", set_at_s=0.0))
            writing.set()
            leave.wait(10)

    def second() -> None:
        with database.transaction() as connection:
            seen.extend(connection.execute(select(switches.c.name)).scalars())

    seen: list[str] = []
    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert writing.wait(10)
    threads[1].start()
    leave.set()
    for thread in threads:
        thread.join(10)
    assert seen == ["first"]
