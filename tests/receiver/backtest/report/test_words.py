import pytest

from receiver.backtest.report import words


@pytest.mark.parametrize(("share", "expected"), [(0.123, "12 %"), (1.0, "100 %"), (None, "–")])
def test_shares_are_percentages(share: float | None, expected: str) -> None:
    assert words.percent(share) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(30.0, "30s"), (2700.0, "45m"), (5400.0, "1h30m"), (86_400.0, "24h"), (864_000.0, "10d"), (None, "–")],
)
def test_lengths_are_written_as_in_a_catalog(seconds: float | None, expected: str) -> None:
    assert words.span(seconds) == expected


def test_numbers_have_as_many_digits_as_wanted() -> None:
    assert (words.number(0.12345, 3), words.number(None)) == ("0.123", "–")
