"""Properties of the window functions; that they are Prometheus' own is held by test_real_rules.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.backtest.track import Track
from receiver.backtest.windows import averages, fits, lags
from tests.receiver.backtest.tracks import START_S, STEP_S, track


@st.composite
def histories(draw: st.DrawFn) -> Track:
    seed, size = draw(st.integers(0, 10_000)), draw(st.integers(1, 80))
    random = np.random.default_rng(seed)
    values = 0.5 + np.cumsum(random.normal(0, 0.01, size))
    holes = random.random(size) < draw(st.sampled_from([0.0, 0.3]))
    return track(values, absent=tuple(np.flatnonzero(holes).tolist()))


@given(histories(), st.sampled_from([120.0, 300.0, 1800.0]), st.booleans(), st.sampled_from([0.0, 20.0]))
def test_a_fit_is_the_least_squares_line_through_what_the_window_holds(
    one: Track, length_s: float, closed: bool, age_s: float
) -> None:
    found = fits(one, length_s, age_s, closed)
    for place, end_s in enumerate(one.times_s + age_s):
        ages = end_s - one.times_s
        inside = one.present & (ages >= age_s) & ((ages <= length_s) if closed else (ages < length_s))
        assert found.count[place] == inside.sum()
        if inside.sum() < 2:
            assert np.isnan(found.slope[place])
            continue
        slope, level = np.polyfit(-ages[inside], one.values[inside], 1)
        assert found.slope[place] == pytest.approx(slope, rel=1e-6, abs=1e-12)
        assert found.level[place] == pytest.approx(level, rel=1e-9)


@pytest.mark.parametrize(
    ("length_s", "age_s", "closed", "expected"),
    [
        (300.0, 0.0, False, 5),
        (300.0, 0.0, True, 6),
        (300.0, 20.0, False, 5),
        (290.0, 0.0, True, 5),
        (10.0, 20.0, True, 0),
    ],
)
def test_a_window_is_open_at_its_old_end_unless_closed(
    length_s: float, age_s: float, closed: bool, expected: int
) -> None:
    assert lags(length_s, STEP_S, age_s, closed) == expected


def test_a_constant_has_slope_zero_and_not_a_rounding_error() -> None:
    found = fits(track(np.full(40, 0.1), absent=(7, 8)), 900.0, 0.0, closed=False)
    assert set(found.slope[1:].tolist()) == {0.0}


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_a_sample_that_is_no_number_spoils_every_window_that_holds_it(odd: float) -> None:
    values = np.linspace(0.1, 0.9, 20)
    values[5] = odd
    slope = fits(track(values), 300.0, 0.0, closed=False).slope
    assert np.flatnonzero(np.isnan(slope)).tolist() == [0, 5, 6, 7, 8, 9]


def test_averages_stand_at_multiples_of_their_resolution_and_hold_what_came_since_the_last() -> None:
    one = track(np.arange(12.0), start_s=START_S // 300 * 300 + 60)
    found = averages(one, 300.0, closed=False)
    assert (found.times_s % 300).tolist() == [0.0, 0.0, 0.0]
    assert found.values.tolist() == [2.0, 7.0, 10.5]


def test_an_average_over_nothing_is_absent() -> None:
    one = track(np.arange(15.0), absent=slice(5, 10), start_s=START_S // 300 * 300 + 60)
    assert averages(one, 300.0, closed=False).present.tolist() == [True, False, True]
