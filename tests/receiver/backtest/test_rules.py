"""Single rules by hand; that they are what Prometheus says is held by test_real_rules.py."""

import numpy as np
import pytest

from receiver.backtest.rules import Rules
from receiver.backtest.track import Track
from tests.receiver.backtest.tracks import entry, track


def _rules(one: Track) -> Rules:
    policy = entry()
    assert policy.rules is not None
    return Rules(one, policy, policy.rules, closed=False)


def _near(one: Track, floor: float = 0.5) -> list[int]:
    return [int(place) for place in np.flatnonzero(_rules(one).condition(entry().alerts[0]).above(floor))]


def test_a_steady_rise_is_near_when_its_horizon_is() -> None:
    rise = np.linspace(0.0, 1.0, 201)
    assert _near(track(rise))[0] == pytest.approx(155, abs=1)


def test_the_floor_silences_what_is_near_but_low() -> None:
    rise = np.linspace(0.0, 1.0, 201)
    assert _near(track(rise), floor=0.9)[0] == 180


def test_what_is_exhausted_already_is_near_without_any_slope() -> None:
    assert _near(track(np.full(80, 1.2))) == list(range(80))


def test_after_a_restart_nothing_is_believed_for_nine_tenths_of_the_window() -> None:
    fast = np.concatenate((np.linspace(0.5, 0.9, 100), np.linspace(0.3, 0.99, 60)))
    assert [place for place in _near(track(fast)) if place >= 100] == list(range(154, 160))


def test_without_coverage_nothing_but_the_exhausted_is_believed() -> None:
    rise = np.linspace(0.0, 1.0, 201)
    assert _near(track(rise, absent=tuple(range(0, 200, 5)))) == [200]


def test_a_fall_to_less_than_half_is_a_reset_also_across_a_short_gap() -> None:
    values = np.concatenate((np.full(10, 0.8), np.full(10, 0.3)))
    assert np.flatnonzero(_rules(track(values)).resets).tolist() == [10]
    assert np.flatnonzero(_rules(track(values, absent=(10, 11, 12, 13))).resets).tolist() == [14]
    assert np.flatnonzero(_rules(track(values, absent=(10, 11, 12, 13, 14))).resets).tolist() == []
