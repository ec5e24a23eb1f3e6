import numpy as np
import pytest

from receiver.domain.prediction import Came
from receiver.domain.series import Series
from receiver.forecast.outcome import what_came

BEGAN_S, STEP_S, COUNT = 1_700_000_000.0, 10.0, 100
UNTIL_S = BEGAN_S + STEP_S * COUNT


def _came(values: list[float], first: int = 1) -> tuple[Came, float]:
    """What came of one sample per interval, the first of them `first` intervals after the beginning."""
    at_s = BEGAN_S + STEP_S * (first + np.arange(float(len(values))))
    return what_came(Series(at_s, np.array(values, dtype=np.float64)), BEGAN_S, UNTIL_S, STEP_S)


FLAT = [0.5] * COUNT


def test_a_sample_at_the_limit_is_a_crossing_and_says_when() -> None:
    assert _came([0.5] * 40 + [1.0] + [0.5] * 59) == (Came.CROSSED, BEGAN_S + 41 * STEP_S)


def test_a_series_that_is_there_all_the_time_and_below_stayed() -> None:
    assert _came(FLAT) == (Came.STAYED, UNTIL_S)


def test_what_lies_outside_of_the_horizon_does_not_count() -> None:
    assert _came([1.2, *FLAT, 1.2], first=0)[0] is Came.STAYED


@pytest.mark.parametrize(
    "values",
    [[], [0.5] * 60, [float("nan")] * COUNT, [0.5] * 40 + [float("nan")] * 60],
    ids=["no samples", "it ended", "NaN only", "NaN at the end"],
)
def test_what_is_not_there_says_nothing(values: list[float]) -> None:
    assert _came(values)[0] is Came.UNKNOWN


def test_a_series_full_of_gaps_says_nothing() -> None:
    at_s = BEGAN_S + STEP_S * np.arange(2.5, COUNT, 2.5)
    sparse = Series(at_s, np.full_like(at_s, 0.5))
    assert what_came(sparse, BEGAN_S, UNTIL_S, STEP_S)[0] is Came.UNKNOWN


@pytest.mark.parametrize("after", [[0.1] * 50, []], ids=["it fell", "it ended"])
def test_a_kill_one_rise_below_the_limit_is_a_crossing(after: list[float]) -> None:
    assert _came([0.5 + 0.0098 * n for n in range(50)] + after)[0] is Came.UNKNOWN  # 0.98 and one rise of 0.0098
    assert _came([0.5 + 0.0101 * n for n in range(49)] + after) == (Came.UNKNOWN, UNTIL_S)
    assert _came([0.5 + 0.0101 * n for n in range(50)] + after) == (Came.CROSSED, BEGAN_S + 50 * STEP_S)


def test_after_a_restart_it_is_another_life() -> None:
    assert _came([0.6] * 40 + [0.1] * 20 + [1.1] * 40)[0] is Came.UNKNOWN
