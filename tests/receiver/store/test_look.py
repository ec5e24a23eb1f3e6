import sqlite3
from pathlib import Path

import pytest
from loopback.ports import HOST, free_port

from receiver.clock import FrozenClock
from receiver.errors import ConfigError
from receiver.store.look import look
from tests.support.stores import open_stores


@pytest.fixture
def file(tmp_path: Path, clock: FrozenClock) -> Path:
    path = tmp_path / "receiver.db"
    open_stores(path, clock).database.close()
    return path


def _revision(file: Path, text: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [text])
    connection.close()


def _problem(url: str) -> str:
    with pytest.raises(ConfigError) as caught:
        look(url)
    return str(caught.value)


def test_a_database_in_use_is_at_the_newest_schema(file: Path) -> None:
    assert look(f"sqlite:///{file}").startswith("at the newest schema (")


def test_an_older_schema_is_said_to_be_migrated_and_is_not(file: Path) -> None:
    _revision(file, "0001")
    before = file.read_bytes()
    assert look(f"sqlite:///{file}").startswith("at the schema 0001; is brought to ")
    assert file.read_bytes() == before


def test_a_schema_of_a_newer_receiver_is_refused(file: Path) -> None:
    _revision(file, "9999")
    assert "was migrated by a newer receiver (schema 9999)" in _problem(f"sqlite:///{file}")


def test_an_empty_file_is_to_be_filled(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert look(f"sqlite:///{tmp_path}/empty.db").startswith("empty; is brought to the schema ")


def test_a_file_that_is_not_there_is_made_later(tmp_path: Path) -> None:
    assert look(f"sqlite:///{tmp_path}/new.db") == f"{tmp_path}/new.db is made at the first start"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear database, " * 100, encoding="utf-8")
    assert "cannot be opened: file is not a database" in _problem(f"sqlite:///{tmp_path}/letter.db")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_without_a_file_would_lose_everything(url: str) -> None:
    assert "everything would be lost at the end of the process" in _problem(url)


def test_what_is_no_url_is_refused_with_examples() -> None:
    assert "RECEIVER_DATABASE_URL is no URL; write it like sqlite:////data/receiver.db" in _problem("receiver.db")


def test_a_database_of_which_there_is_no_kind_is_refused() -> None:
    assert "cannot be opened: Can't load plugin" in _problem("oracleish://db")


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    message = _problem(f"postgresql+psycopg://pre:sesame@{HOST}:{free_port()}/receiver")
    assert "cannot be opened: connection failed" in message
    assert "sesame" not in message
