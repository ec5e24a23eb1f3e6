from pathlib import Path

import pytest

from receiver.web.auth import BearerTokens


@pytest.fixture
def tokens(tmp_path: Path) -> BearerTokens:
    (tmp_path / "alertmanager-token").write_text("new\n", encoding="utf-8")
    (tmp_path / "alertmanager-token.previous").write_text("old", encoding="utf-8")
    return BearerTokens(tmp_path)


@pytest.mark.parametrize("header", ["Bearer new", "Bearer old"])
def test_both_tokens_are_valid_during_a_rotation(tokens: BearerTokens, header: str) -> None:
    assert tokens.accepts(header)


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", "Bearer ne", "Bearer neww", "Basic new", "new", "Bearer né"],
)
def test_anything_else_is_not(tokens: BearerTokens, header: str | None) -> None:
    assert not tokens.accepts(header)


def test_a_rotated_file_counts_from_the_next_request(tokens: BearerTokens, tmp_path: Path) -> None:
    (tmp_path / "alertmanager-token").write_text("newest", encoding="utf-8")
    (tmp_path / "alertmanager-token.previous").unlink()
    assert [tokens.accepts(f"Bearer {one}") for one in ("newest", "new", "old")] == [True, False, False]


@pytest.mark.parametrize("content", ["", "\n", "  \n"])
def test_an_empty_file_lets_nobody_in(tmp_path: Path, content: str) -> None:
    (tmp_path / "alertmanager-token").write_text(content, encoding="utf-8")
    tokens = BearerTokens(tmp_path)
    assert not tokens.configured()
    assert not any(tokens.accepts(header) for header in ("Bearer ", "Bearer", "Bearer  ", "Bearer x"))


def test_no_file_lets_nobody_in(tmp_path: Path) -> None:
    assert not BearerTokens(tmp_path / "absent").configured()
    assert not BearerTokens(tmp_path / "absent").accepts("Bearer x")


def test_a_token_of_one_file_is_enough_to_be_configured(tokens: BearerTokens, tmp_path: Path) -> None:
    (tmp_path / "alertmanager-token").unlink()
    assert tokens.configured()
    assert tokens.accepts("Bearer old")
