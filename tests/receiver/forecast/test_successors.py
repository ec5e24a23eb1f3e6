import numpy as np
import pytest

from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome
from receiver.domain.series import Series
from receiver.forecast.successors import outcome_of

EXPECTED = Expectation(at_s=0.0, level=0.5, noise=0.01, earliest_s=800.0, crosses_s=1000.0, latest_s=1300.0)
"""Half of the resource in a thousand seconds."""

HORIZON_S = 1800.0


def series(level: float, samples: int = 12) -> Series:
    t = 100.0 + 10.0 * np.arange(samples, dtype=np.float64)
    return Series(t, np.full_like(t, level))


def outcome(*levels: float) -> Outcome | None:
    return outcome_of(EXPECTED, [series(level) for level in levels], 90.0, HORIZON_S)[0]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((0.05,), Outcome.WORKED),
        ((0.05, 0.09), Outcome.WORKED),
        ((0.05, 0.2), Outcome.SLOWED),  # 0.8 at 0.0005 per second is less than the horizon
        ((0.05, 0.6), Outcome.NO_EFFECT),
        ((), None),
    ],
)
def test_the_worst_of_the_new_processes_decides(levels: tuple[float, ...], expected: Outcome | None) -> None:
    assert outcome(*levels) is expected


def test_a_process_that_has_only_begun_does_not_count_yet() -> None:
    assert outcome_of(EXPECTED, [series(0.05, samples=4)], 90.0, HORIZON_S) == (None, "no series of the new pods yet")


def test_the_numbers_are_said() -> None:
    assert outcome_of(EXPECTED, [series(0.3)], 90.0, HORIZON_S)[1] == (
        "1 new pods stand at 0.30 at most, and growing as before run out in 1400 s"
    )


def test_a_forecast_that_never_arrives_has_no_growth_to_begin_anew() -> None:
    flat = Expectation(0.0, 0.5, 0.01, float("inf"), float("inf"), float("inf"))
    assert outcome_of(flat, [series(0.3)], 90.0, HORIZON_S)[0] is Outcome.WORKED
