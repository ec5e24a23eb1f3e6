"""Durations read and write what Prometheus reads and writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulegen.durations import Duration


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("15m", 900), ("1h30m", 5400), ("1d", 86400), ("1w", 604800), ("500ms", 0.5)]
)
def test_reads_prometheus_durations(text: str, seconds: float) -> None:
    assert Duration.parse(text).seconds == seconds


@pytest.mark.parametrize("text", ["", "15", "m", "15 m", "30m1h", "1.5h", "0s", "-5m"])
def test_refuses_what_prometheus_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("text", "written"), [("24h", "24h"), ("1d", "24h"), ("48h", "2d"), ("90s", "90s"), ("1h30m", "90m")]
)
def test_writes_one_readable_unit(text: str, written: str) -> None:
    assert str(Duration.parse(text)) == written


@given(st.integers(min_value=1, max_value=10**12))
def test_what_is_written_is_read_back(ms: int) -> None:
    assert Duration.parse(str(Duration(ms))) == Duration(ms)


def test_dividing_keeps_the_floor() -> None:
    assert Duration.parse("30s").divided(60, 1000) == Duration.parse("1s")
    assert Duration.parse("45m").divided(60) == Duration.parse("45s")
