import numpy as np
import pytest

from receiver.backtest.server import closed_windows, restarts
from receiver.domain.series import LabelledSeries, Series


class Server:
    """Answers a count, and start times."""

    def __init__(self, count: float | None = None, starts: list[list[float]] | None = None) -> None:
        self._count, self._starts = count, starts or []

    def value(self, _query: str, at_s: float) -> float | None:
        assert at_s % 120 == 0
        return self._count

    def ranges(self, _query: str, start_s: float, end_s: float, step_s: float) -> list[LabelledSeries]:
        assert (end_s - start_s) / step_s <= 10_000
        return [
            LabelledSeries({}, Series(np.arange(len(one), dtype=np.float64), np.array(one))) for one in self._starts
        ]


@pytest.mark.parametrize(("count", "expected"), [(3.0, True), (2.0, False), (None, False)])
def test_three_samples_in_two_minutes_say_that_windows_are_closed(count: float | None, expected: bool) -> None:
    assert closed_windows(Server(count), 1_000_001.0) == expected


def test_restarts_are_the_start_times_within_the_stretch() -> None:
    source = Server(starts=[[500.0, 500.0, 2000.2], [2000.2, 3000.0]])
    assert restarts(source, 1000.0, 4000.0) == (2000.0, 3000.0)


def test_a_server_that_does_not_scrape_itself_says_nothing() -> None:
    assert restarts(Server(), 0.0, 1e6) is None
