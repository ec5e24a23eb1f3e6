"""Rare breaks are found and mended; the way a series lives is left alone."""

import numpy as np

from receiver.forecast.ruler import Ruled
from receiver.forecast.steps import Mended, mend


def mended(v: np.ndarray) -> Mended:
    return mend(Ruled(v[None].copy(), v[None].copy(), np.zeros(1, np.int64)))


def _jitter(n: int) -> np.ndarray:
    return np.random.default_rng(0).normal(0.0, 0.003, n)


def test_a_restart_is_mended_into_one_rise() -> None:
    ramp = np.arange(100.0) / 100
    found = mended(np.where(np.arange(100) < 60, ramp, ramp - 0.5) + _jitter(100))
    assert (found.falls[0], found.fall_age[0]) == (1, 40)
    assert np.diff(found.mean[0]).min() > -0.03


def test_a_step_is_mended_into_flatness() -> None:
    found = mended(0.2 + 0.4 * (np.arange(100) >= 50) + _jitter(100))
    assert (found.falls[0], found.jumps[0]) == (0, 1)
    early, late = found.mean[0, :45].mean(), found.mean[0, 55:].mean()
    assert abs(late - early) * found.unit[0] < 0.1 * 0.4


def test_a_spike_is_no_break() -> None:
    v = 0.2 + _jitter(100)
    v[50] = 0.9
    found = mended(v)
    assert (found.falls[0], found.jumps[0]) == (0, 0)


def test_many_teeth_stay_and_their_newest_tops_are_kept() -> None:
    found = mended(0.5 + 0.4 * ((np.arange(200) % 25) / 25) + _jitter(200))
    assert found.falls[0] == 7
    assert (found.drop[0] > 0).sum() == 4
    tops = found.offset[0] + found.top[0] * found.unit[0]
    assert np.allclose(tops, 0.88, atol=0.02)


def test_jitter_alone_breaks_nothing() -> None:
    found = mended(np.random.default_rng(1).normal(size=300))
    assert (found.falls[0], found.jumps[0]) == (0, 0)


def test_an_outage_that_was_made_good_is_no_precedent_and_hides_no_leak() -> None:
    ramp = 0.2 + np.arange(200.0) / 400
    found = mended(np.where((np.arange(200) >= 80) & (np.arange(200) < 100), 0.0, ramp) + _jitter(200))
    assert (found.falls[0], found.jumps[0], found.drop[0].max(), found.jump_size[0]) == (0, 0, 0.0, 0.0)
    assert np.diff(found.mean[0]).min() > -0.05


def test_a_restart_that_grew_again_slowly_is_still_a_fall() -> None:
    ramp = np.arange(200.0) / 200
    found = mended(np.where(np.arange(200) < 100, ramp, ramp - 0.5) + _jitter(200))
    assert found.falls[0] == 1


def test_a_staircase_stands_still_most_of_the_time_and_jitter_never() -> None:
    assert mended(np.floor(np.arange(100.0) / 10)).still[0] > 0.8
    assert mended(_jitter(100)).still[0] == 0.0


def test_what_was_made_up_before_the_first_sample_does_not_count_as_still() -> None:
    v = np.concatenate((np.zeros(50), np.arange(50.0)))[None]
    assert mend(Ruled(v, v.copy(), np.array([50]))).still[0] == 0.0
