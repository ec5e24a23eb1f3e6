import pytest

from receiver.backtest.when import length_s, moment_s
from receiver.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "expected"), [("45m", 2700.0), ("1h30m", 5400.0), ("30d", 2_592_000.0), ("2w", 1_209_600.0)]
)
def test_lengths_are_read_as_prometheus_writes_them(text: str, expected: float) -> None:
    assert length_s(text) == expected


@pytest.mark.parametrize("text", ["", "0s", "45", "m", "1.5h", "-3d"])
def test_what_is_no_length_is_an_error(text: str) -> None:
    with pytest.raises(ConfigError, match="write it like 45m"):
        length_s(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", 1_000_000.0),
        ("-1d", 913_600.0),
        ("1700000000", 1_700_000_000.0),
        ("1970-01-02", 86_400.0),
        ("1970-01-01T01:00:00+01:00", 0.0),
    ],
)
def test_moments_are_read(text: str, expected: float) -> None:
    assert moment_s(text, now_s=1_000_000.0) == expected


def test_what_is_no_moment_is_an_error() -> None:
    with pytest.raises(ConfigError, match="write now, -30d"):
        moment_s("tomorrow", 0.0)
