import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receiver.domain.series import Series
from receiver.domain.verdict import Assessment, Verdict
from receiver.forecast.countdown import countdown, renewed
from receiver.forecast.effect import Seen, expectation
from receiver.forecast.question import Question
from receiver.forecast.recalibrate import Recalibration

NOW_S = 1_700_000_000.0
DAY_S = 86_400.0
SPAN_S = 21 * DAY_S
HORIZON_S = 7 * DAY_S
STALE_S = 600.0


def _series(*left_s: float, age_s: float = 0.0) -> Series:
    """Recorded every two minutes; the newest is `age_s` old."""
    at_s = NOW_S - age_s - 120.0 * np.arange(len(left_s), dtype=np.float64)[::-1]
    return Series(at_s, 1.0 - np.array(left_s, np.float64) / SPAN_S)


def _asked(series: Series) -> Assessment:
    return countdown(series, NOW_S, HORIZON_S, SPAN_S, STALE_S)


def _etas(found: Assessment) -> tuple[float, float, float]:
    return found.eta_lower_s, found.eta_s, found.eta_upper_s


def test_an_end_within_the_horizon_is_certain_and_its_time_is_known() -> None:
    found = _asked(_series(6 * DAY_S + 3 * 3600))
    assert (found.verdict, found.reason, found.probability) == (Verdict.CONFIRMED, "remaining", 1.0)
    assert _etas(found) == pytest.approx((529_200.0,) * 3)
    assert [(gate.name, gate.passed) for gate in found.gates] == [
        ("data", True),
        ("freshness", True),
        ("remaining", True),
    ]
    assert found.gates[-1].saw == "6 d 3 h left, asked about 7 d"


def test_what_was_renewed_meanwhile_is_refuted_with_the_time_it_has_now() -> None:
    found = _asked(_series(6 * DAY_S, 90 * DAY_S))
    assert (found.verdict, found.reason, found.probability) == (Verdict.REFUTED, "remaining", 0.0)
    assert _etas(found) == pytest.approx((90 * DAY_S,) * 3)
    assert found.gates[-1].saw == "90 d left, asked about 7 d"


@pytest.mark.parametrize(("left_s", "saw"), [(0.0, "over now"), (-3 * 3600.0, "over since 3 h")])
def test_what_is_over_has_no_time_left(left_s: float, saw: str) -> None:
    found = _asked(_series(left_s))
    assert (found.verdict, found.probability, _etas(found)) == (Verdict.CONFIRMED, 1.0, (0.0, 0.0, 0.0))
    assert found.gates[-1].saw == saw


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        (_series(), "data"),
        (_series(math.nan, math.inf), "data"),
        (_series(DAY_S, age_s=STALE_S + 1), "freshness"),
        (_series(DAY_S, *[math.nan] * 6), "freshness"),
    ],
)
def test_without_a_fresh_number_nothing_is_claimed(series: Series, reason: str) -> None:
    found = _asked(series)
    assert (found.verdict, found.reason, found.probability, found.eta_s) == (
        Verdict.INCONCLUSIVE,
        reason,
        0.0,
        math.inf,
    )
    assert [gate.name for gate in found.gates if not gate.passed] == [reason]


def test_a_scrape_that_failed_hides_nothing_while_the_one_before_is_fresh() -> None:
    assert _asked(_series(DAY_S, math.nan)).verdict is Verdict.CONFIRMED
    assert _asked(_series(DAY_S, age_s=STALE_S)).verdict is Verdict.CONFIRMED


@given(st.floats(-3 * SPAN_S, 30 * SPAN_S))
@example(SPAN_S)
def test_it_is_confirmed_exactly_where_the_alert_fires(left_s: float) -> None:
    """With the longest horizon, at whose very edge rounding would show."""
    series = _series(left_s)
    fires = max((1 - float(series.values[-1])) * SPAN_S, 0.0) <= SPAN_S
    found = countdown(series, NOW_S, SPAN_S, SPAN_S, STALE_S)
    assert (found.verdict is Verdict.CONFIRMED) == fires
    assert found.eta_s >= 0.0


def test_a_question_with_a_known_end_is_counted_and_nothing_that_was_learned_changes_it() -> None:
    halved = Recalibration((0.0, 1.0), (0.0, 0.5), 400, "applied")
    series = _series(DAY_S, age_s=STALE_S)
    found = Question(series, NOW_S, HORIZON_S, 120.0, 0.5, halved, SPAN_S).answer()
    assert found == _asked(series)
    later = Question(series, NOW_S + 1, HORIZON_S, 120.0, 0.5, None, SPAN_S).answer()
    assert later.reason == "freshness"


@pytest.mark.parametrize(
    ("left_s", "later_left_s", "seen"),
    [
        (DAY_S, 90 * DAY_S, Seen.BELOW),
        (DAY_S, DAY_S - 3600.0, Seen.WITHIN),
        (DAY_S, DAY_S - 3600.0 + STALE_S - 1, Seen.WITHIN),
        (-DAY_S, -DAY_S - 3600.0, Seen.WITHIN),
        (-DAY_S, DAY_S, Seen.BELOW),
        (DAY_S, math.nan, Seen.NOTHING),
    ],
)
def test_an_action_helped_where_the_end_lies_later_than_before(left_s: float, later_left_s: float, seen: Seen) -> None:
    """An hour later."""
    before = _series(left_s)
    expected = expectation(before, _asked(before))
    assert expected is not None
    later = Series(np.array([NOW_S + 3600.0]), np.array([1.0 - later_left_s / SPAN_S]))
    found = countdown(later, NOW_S + 3600.0, HORIZON_S, SPAN_S, STALE_S)
    assert renewed(expected, found, STALE_S).seen is seen
