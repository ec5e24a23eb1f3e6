import base64
from pathlib import Path

import pytest

from receiver.web import auth
from receiver.web.auth import Credentials, named_scheme


def _basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.fixture
def sender(tmp_path: Path) -> Credentials:
    for name, text in {
        "alertmanager-token": "new\n",
        "alertmanager-token.previous": "old",
        "alertmanager-basic-auth": "am:new:word\n",
        "alertmanager-basic-auth.previous": "am:oldé",
        "operator-token": "operator",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return auth.alertmanager(tmp_path)


@pytest.mark.parametrize(
    "header",
    ["Bearer new", "Bearer old", "bearer new", "BEARER  new ", _basic("am:new:word"), _basic("am:oldé")],
)
def test_both_credentials_of_each_scheme_are_valid_during_a_rotation(sender: Credentials, header: str) -> None:
    assert sender.accepts(header)


@pytest.mark.parametrize(
    "header",
    [
        *[None, "", "Bearer", "Bearer ", "Bearer wrong", "Bearer ne", "Bearer neww", "Bearer NEW", "Basic new", "new"],
        *["Bearer né", "Bearer \x00", "Bearer \ud800", "Bearer am:new:word", "Digest new", "Bearer operator"],
        *[_basic("am:wrong"), _basic("new"), _basic(":new:word"), _basic("AM:new:word"), _basic("am:"), _basic("")],
        *["Basic", "Basic !", "Basic YW0", "Basic " + "A" * 100_000, _basic("am:new:word") + "!"],
    ],
)
def test_anything_else_is_not(sender: Credentials, header: str | None) -> None:
    assert not sender.accepts(header)


def test_an_operators_token_is_only_an_operators(sender: Credentials, tmp_path: Path) -> None:
    operator = auth.operator(tmp_path)
    headers = ("Bearer operator", "Bearer new", _basic("am:new:word"))
    assert [operator.accepts(one) for one in headers] == [True, False, False]


def test_a_rotated_file_counts_from_the_next_request(sender: Credentials, tmp_path: Path) -> None:
    (tmp_path / "alertmanager-token").write_text("newest", encoding="utf-8")
    (tmp_path / "alertmanager-token.previous").unlink()
    assert [sender.accepts(f"Bearer {one}") for one in ("newest", "new", "old")] == [True, False, False]


@pytest.mark.parametrize("content", ["", "\n", "  \n"])
def test_an_empty_file_lets_nobody_in(tmp_path: Path, content: str) -> None:
    for name in ("alertmanager-token", "alertmanager-basic-auth"):
        (tmp_path / name).write_text(content, encoding="utf-8")
    sender = auth.alertmanager(tmp_path)
    assert not sender.configured()
    assert not any(sender.accepts(header) for header in ("Bearer ", "Bearer", "Bearer  ", "Bearer x", _basic("")))


def test_a_basic_file_without_a_user_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "alertmanager-basic-auth").write_text("password-only", encoding="utf-8")
    assert not auth.alertmanager(tmp_path).configured()
    assert not auth.alertmanager(tmp_path).accepts(_basic("password-only"))


def test_no_file_lets_nobody_in(tmp_path: Path) -> None:
    assert not auth.alertmanager(tmp_path / "absent").configured()
    assert not auth.alertmanager(tmp_path / "absent").accepts("Bearer x")


@pytest.mark.parametrize("name", ["alertmanager-token", "alertmanager-token.previous", "alertmanager-basic-auth"])
def test_one_file_is_enough_to_be_configured(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("user:password", encoding="utf-8")
    assert auth.alertmanager(tmp_path).configured()


def test_what_could_be_guessed_is_named(sender: Credentials, tmp_path: Path) -> None:
    assert sender.weak() == ["alertmanager-token", "alertmanager-basic-auth"]
    (tmp_path / "alertmanager-token").write_text("x" * 16, encoding="utf-8")
    (tmp_path / "alertmanager-token.previous").unlink()
    (tmp_path / "alertmanager-basic-auth").write_text("a-long-user-name:short", encoding="utf-8")
    assert sender.weak() == ["alertmanager-basic-auth"]


@pytest.mark.parametrize(
    ("header", "name"),
    [(None, "none"), ("", "none"), ("Bearer x", "bearer"), ("basic x", "basic"), ("Digest x", "another")],
)
def test_how_somebody_tried_is_one_of_four_words(header: str | None, name: str) -> None:
    assert named_scheme(header) == name
