"""A day that repeats itself, by hand; that it is what Prometheus says is held by test_real_rules.py."""

import numpy as np

from receiver.backtest.season import drift, seasonal_eta
from receiver.backtest.track import Track
from receiver.policy.model import SeasonRule, WindowRule

DAY_S, STEP_S = 86_400.0, 300.0
WINDOW = WindowRule(length_s=DAY_S, resolution_s=STEP_S, coarse=True, required=65)
SEASON = SeasonRule(drift_s=3600.0, slots=6)
AHEAD_S = 21_600.0


def _days(*levels: float) -> Track:
    """Days at their level, each with an hour's peak 0.3 higher from 12:00 on."""
    day = np.zeros(288)
    day[144:156] = 0.3
    values = np.concatenate([day + level for level in levels])
    return Track({}, 10 * DAY_S, STEP_S, values, np.ones(len(values), dtype=np.bool_))


def _at(hours: float) -> np.ndarray:
    return np.array([11 * DAY_S + 3600.0 * hours])


def test_the_drift_is_how_much_higher_than_a_period_ago_it_is() -> None:
    found = drift(_days(0.5, 0.6), WINDOW, SEASON, AHEAD_S, _at(6), closed=False)
    assert np.allclose(found, [0.1])


def test_the_eta_is_the_slot_in_which_yesterdays_peak_would_be_too_high_today() -> None:
    eta = seasonal_eta(_days(0.5, 0.75), WINDOW, SEASON, AHEAD_S, _at(8.5), closed=False)
    assert eta.tolist() == [3 * 3600.0]


def test_a_peak_that_stays_below_the_limit_has_no_eta() -> None:
    eta = seasonal_eta(_days(0.5, 0.6), WINDOW, SEASON, AHEAD_S, _at(8.5), closed=False)
    assert np.isnan(eta).all()


def test_without_an_earlier_period_nothing_is_known() -> None:
    found = drift(_days(0.5), WINDOW, SEASON, AHEAD_S, np.array([10 * DAY_S + 3600.0 * 8]), closed=False)
    assert np.isnan(found).all()
