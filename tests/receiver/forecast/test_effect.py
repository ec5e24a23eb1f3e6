import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.expectation import Expectation
from receiver.domain.series import Series
from receiver.domain.verdict import Verdict
from receiver.forecast.effect import Seen, expectation, growth_effect, level_effect
from tests.support.builders import assessment

BEGAN_S, ACTED_S, SETTLED_S, NOW_S = 0.0, 600.0, 720.0, 1200.0
GROWTH = 0.0005

EXPECTED = Expectation(
    at_s=BEGAN_S, level=0.3, noise=0.01, earliest_s=1200.0, crosses_s=1400.0, latest_s=1700.0
)  # 0.3 + 0.0005 per second: 0.89 at 1180 s, at least 0.79


def _series(after_per_s: float, noise: float = 0.0, step: float = 0.0) -> Series:
    """The forecast's line up to the action, and another growth from there on."""
    t = np.arange(BEGAN_S, NOW_S + 1, 10.0)
    v = 0.3 + GROWTH * np.minimum(t, ACTED_S) + (t > ACTED_S) * (step + after_per_s * (t - ACTED_S))
    return Series(t, v + noise * np.random.default_rng(1).standard_normal(len(t)))


def test_what_stopped_growing_lies_below_the_fan_and_the_numbers_say_so() -> None:
    found = level_effect(EXPECTED, _series(0.0), ACTED_S)
    assert (found.seen, found.words) == (Seen.BELOW, "forecast 0.89 (0.79 to 0.99), found 0.60")


@pytest.mark.parametrize("growth", [GROWTH, 1.5 * GROWTH])
def test_what_grows_as_forecast_or_faster_lies_within_it(growth: float) -> None:
    assert level_effect(EXPECTED, _series(growth), ACTED_S).seen is Seen.WITHIN


def test_near_the_edge_of_the_fan_nothing_is_claimed() -> None:
    edge = (0.787 - 0.6) / 580  # the growth that ends on the late edge
    assert level_effect(EXPECTED, _series(edge), ACTED_S).seen is Seen.UNCLEAR


def test_a_pod_that_was_killed_meanwhile_says_nothing_good_however_low_it_is() -> None:
    killed = level_effect(EXPECTED, _series(0.0, step=-0.5), ACTED_S)
    assert (killed.seen, killed.words) == (Seen.RESTARTED, "restarted meanwhile: it fell from 0.60 to 0.10")


def test_a_restart_before_the_action_is_no_news() -> None:
    series = _series(0.0)
    series.values[:10] = 2.0
    assert level_effect(EXPECTED, series, ACTED_S).seen is Seen.BELOW


def test_an_action_that_restarts_is_judged_by_where_the_series_begins_anew() -> None:
    assert level_effect(EXPECTED, _series(0.0, step=-0.5), ACTED_S, restarts=True).seen is Seen.BELOW


def test_a_raised_limit_is_no_restart_and_a_restart_beside_it_is_still_seen() -> None:
    doubled = level_effect(EXPECTED, _series(GROWTH / 2, step=-0.3), ACTED_S, raised=2.0)
    assert doubled.seen is Seen.BELOW
    assert level_effect(EXPECTED, _series(0.0, step=-0.5), ACTED_S, raised=2.0).seen is Seen.RESTARTED


def test_too_few_samples_say_nothing() -> None:
    found = level_effect(EXPECTED, _series(0.0), NOW_S - 40)
    assert (found.seen, found.words) == (Seen.NOTHING, "4 samples since the action")
    assert growth_effect(EXPECTED, _series(0.0), NOW_S - 40, 0.5).seen is Seen.NOTHING
    assert level_effect(EXPECTED, Series(np.empty(0), np.empty(0)), ACTED_S).seen is Seen.NOTHING


def test_samples_that_are_no_numbers_are_passed_over() -> None:
    series = _series(0.0)
    series.values[::7] = math.nan
    assert level_effect(EXPECTED, series, ACTED_S).seen is Seen.BELOW


def test_load_that_more_pods_share_grows_more_slowly_on_each() -> None:
    shared = growth_effect(EXPECTED, _series(GROWTH / 3, noise=0.003, step=-0.3), SETTLED_S, 1 / 3)
    assert shared.seen is Seen.BELOW
    assert shared.words == "forecast +1.80/h, found +0.61/h, +0.60/h if the load is shared"


def test_a_lower_average_that_grows_as_before_is_only_diluted() -> None:
    assert growth_effect(EXPECTED, _series(GROWTH, noise=0.003, step=-0.4), SETTLED_S, 1 / 3).seen is Seen.WITHIN


def test_growth_that_noise_hides_is_not_judged() -> None:
    assert growth_effect(EXPECTED, _series(2 * GROWTH / 3, noise=0.3), SETTLED_S, 1 / 3).seen is Seen.UNCLEAR


def test_what_is_expected_begins_at_the_middle_of_the_newest_samples() -> None:
    series = _series(GROWTH)
    kept = expectation(series, assessment(Verdict.CONFIRMED, eta_lower_s=100, eta_s=200, eta_upper_s=400, noise=0.02))
    assert kept is not None
    assert (kept.at_s, round(kept.level, 6), kept.noise) == (NOW_S - 20, 0.89, 0.02)
    assert (kept.earliest_s, kept.crosses_s, kept.latest_s) == (NOW_S + 100, NOW_S + 200, NOW_S + 400)
    assert expectation(Series(np.empty(0), np.empty(0)), assessment()) is None


@given(st.floats(-0.0001, 0.002), st.floats(0.0, 0.05))
def test_a_series_that_does_less_is_never_judged_worse(growth: float, less: float) -> None:
    order = [Seen.WITHIN, Seen.UNCLEAR, Seen.BELOW]
    t = np.arange(0.0, NOW_S + 1, 10.0)
    more = Series(t, 0.3 + growth * t)
    fewer = Series(t, 0.3 - less + growth * t)
    expected = Expectation(0.0, 0.3, 0.01, 900.0, 1400.0, 2000.0)
    seen = [level_effect(expected, series, ACTED_S).seen for series in (more, fewer)]
    assert order.index(seen[0]) <= order.index(seen[1])


def test_noise_near_zero_is_no_restart() -> None:
    t = np.arange(BEGAN_S, NOW_S + 1, 10.0)
    idle = Series(t, np.where(np.arange(len(t)) % 2, 0.02, 0.005))
    assert level_effect(EXPECTED, idle, ACTED_S).seen is Seen.BELOW
