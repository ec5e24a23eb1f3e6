from pathlib import Path

import pytest

from receiver.clients.secret_file import keys
from receiver.errors import TemporaryError


def test_the_key_and_the_one_before_it_are_read_without_white_space(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(" new\n")
    (tmp_path / "key.previous").write_text("old")
    assert keys(tmp_path, "key") == [b"new", b"old"]


def test_a_missing_or_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("\n")
    assert keys(tmp_path, "key") == []


def test_a_file_that_cannot_be_read_is_not_the_same_as_none(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(TemporaryError, match="the secret key cannot be read: IsADirectoryError"):
        keys(tmp_path, "key")
