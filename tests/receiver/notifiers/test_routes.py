from pathlib import Path

import pytest

from receiver.errors import TemporaryError
from receiver.notifiers.routes import Routes


@pytest.fixture
def routes(tmp_path: Path) -> Routes:
    (tmp_path / "slack-webhook-url").write_text("https://default\n", encoding="utf-8")
    (tmp_path / "slack-webhook-url.sre").write_text("https://sre\n", encoding="utf-8")
    return Routes(tmp_path, "slack-webhook-url")


@pytest.mark.parametrize(
    ("route", "secret"),
    [("#sre", "https://sre"), ("sre", "https://sre"), ("#dev", "https://default"), ("#", "https://default")],
)
def test_a_route_has_its_own_file_or_the_default(routes: Routes, route: str, secret: str) -> None:
    assert routes.lookup(route) == secret


def test_a_rotated_file_counts_at_once(routes: Routes, tmp_path: Path) -> None:
    (tmp_path / "slack-webhook-url.sre").write_text("https://rotated", encoding="utf-8")
    assert routes.lookup("#sre") == "https://rotated"


def test_neither_file_is_waited_for_and_named(tmp_path: Path) -> None:
    with pytest.raises(TemporaryError, match=r"route '#sre': no file key\.sre and no file key in the secrets folder"):
        Routes(tmp_path, "key").lookup("#sre")


def test_an_empty_file_is_no_secret(routes: Routes, tmp_path: Path) -> None:
    (tmp_path / "slack-webhook-url.sre").write_text("\n", encoding="utf-8")
    assert routes.lookup("#sre") == "https://default"
    (tmp_path / "slack-webhook-url").write_text("", encoding="utf-8")
    with pytest.raises(TemporaryError):
        routes.lookup("#sre")


def test_a_file_that_cannot_be_read_is_waited_for_and_no_other_takes_its_place(routes: Routes, tmp_path: Path) -> None:
    (tmp_path / "slack-webhook-url.sre").write_bytes(b"\xff\xfe")
    (tmp_path / "slack-webhook-url.dev").mkdir()
    for route, name, error in (("#sre", "sre", "UnicodeDecodeError"), ("#dev", "dev", "IsADirectoryError")):
        with pytest.raises(TemporaryError, match=f"the secret slack-webhook-url.{name} cannot be read: {error}"):
            routes.lookup(route)


@pytest.mark.parametrize("route", ["../outside", "/etc/passwd", "a/../../outside"])
def test_no_route_leaves_the_folder(tmp_path: Path, route: str) -> None:
    (tmp_path / "outside").write_text("stolen", encoding="utf-8")
    folder = tmp_path / "secrets"
    folder.mkdir()
    with pytest.raises(TemporaryError):
        Routes(folder, "key").lookup(route)
