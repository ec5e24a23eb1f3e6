"""Cleaning drops what cannot be used and touches nothing else."""

import math

from receiver.forecast.clean import clean


def test_what_is_not_finite_is_dropped() -> None:
    kept = clean([0, 1, 2, 3], [1.0, math.nan, math.inf, 4.0], 9.0)
    assert (kept.t.tolist(), kept.v.tolist(), kept.offered) == ([0.0, 3.0], [1.0, 4.0], 4)


def test_time_that_does_not_advance_is_dropped() -> None:
    kept = clean([0, 1, 1, 0, 2], [1.0, 2.0, 3.0, 4.0, 5.0], 9.0)
    assert kept.v.tolist() == [1.0, 2.0, 5.0]


def test_downwards_is_turned_over() -> None:
    kept = clean([0, 1], [5.0, 4.0], 1.0, "down")
    assert (kept.v.tolist(), kept.limit) == ([-5.0, -4.0], -1.0)


def test_age_is_how_long_nothing_usable_came() -> None:
    assert clean([0, 10, 20], [1.0, 2.0, math.nan], 9.0).age_s == 10.0
