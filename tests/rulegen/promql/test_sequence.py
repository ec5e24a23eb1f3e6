"""Values of a series are refused before promtool would have to."""

import pytest

from rulegen.promql.sequence import check_sequence


@pytest.mark.parametrize(
    "text", ["1", "-0.5", ".5", "5.", "+7", "1e9", "0+10x20", "-5-1e-3x3", "1x40", "1 _ _x3 stale 0x10", "1\n2"]
)
def test_promtools_notation_is_taken(text: str) -> None:
    assert check_sequence(text) == text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("hello", "hello"),
        ("1 two", "two"),
        ("1,2", "1,2"),
        ("1+1", "1+1"),
        ("1+x3", "1+x3"),
        ("1+-1x3", "1+-1x3"),
        ("stalex3", "stalex3"),
        ("1_000", "1_000"),
        ("010", "010"),
        ("0x1f", "0x1f"),
        ("1e400", "1e400"),
        ("inf", "inf"),
        ("NaN", "NaN"),
        ("{{schema:0}}x2", "{{schema:0}}x2"),
    ],
)
def test_what_promtool_would_not_read_or_not_keep_apart_is_named(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match="is no value of a series") as caught:
        check_sequence(text)
    assert str(caught.value).startswith(f"{wrong!r} ")


@pytest.mark.parametrize("text", ["1x99999999999999", "_x9999 1"])
def test_more_samples_than_a_test_can_hold_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too many for a test; at most 10000"):
        check_sequence(text)
