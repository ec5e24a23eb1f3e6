"""Generated series: the same for the same seed, judged below the limit, and their future is known."""

import numpy as np
import pytest

from bench.forecast_shapes import SHAPES, Shape, make

SEEDS = range(12)


def _shape(v: list[float], now: int) -> Shape:
    return Shape("by hand", np.arange(float(len(v))), np.array(v), now, 3.0)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_the_same_seed_is_the_same_series_and_another_seed_another(name: str) -> None:
    first, again, other = make(name, 5), make(name, 5), make(name, 6)
    assert (first.now, first.horizon) == (again.now, again.horizon)
    assert np.array_equal(first.v, again.v, equal_nan=True)
    assert not np.array_equal(first.v, other.v, equal_nan=True)


def test_shapes_of_one_seed_differ_from_each_other() -> None:
    assert len({make(name, 5).v.tobytes() for name in SHAPES}) == len(SHAPES)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_series_is_below_the_limit_up_to_now_and_known_four_horizons_further(name: str) -> None:
    for seed in SEEDS:
        one = make(name, seed)
        past, future = one.v[: one.now + 1], one.v[one.now + 1 :]
        assert np.nanmax(past) < 1.0
        assert np.isfinite(past[-1])
        assert np.isfinite(future).all()
        assert len(future) >= 4 * one.horizon
        assert len(one.t) == len(one.v)


def test_gaps_are_in_the_past_only_and_can_be_left_out() -> None:
    with_gaps = [make("leak", seed) for seed in range(30)]
    share = np.mean([np.isnan(one.v).any() for one in with_gaps])
    assert 0.1 < share < 0.7
    assert not any(np.isnan(make("leak", seed, gaps=False).v).any() for seed in range(30))


@pytest.mark.parametrize(("ahead", "expected"), [(1.0, False), (2.0, False), (3.0, True), (3.4, True), (2.4, False)])
def test_it_crosses_when_a_later_value_within_reach_is_at_the_limit(ahead: float, expected: bool) -> None:
    assert _shape([0.1, 0.5, 0.9, 0.95, 1.0, 0.2], 1).crossed(ahead) is expected


def test_what_was_before_is_no_crossing() -> None:
    assert not _shape([1.0, 0.5, 0.4, 0.4], 1).crossed(2.0)


def test_what_must_and_what_must_not_run_out_is_what_its_name_says() -> None:
    """Ground truth: a leak goes through the limit sooner or later, a collected heap and a plateau never."""
    crossing = {
        name: np.mean([make(name, seed).crossed(4 * make(name, seed).horizon) for seed in SEEDS]) for name in SHAPES
    }
    assert crossing["saw"] == crossing["steady"] == crossing["saturating"] == 0.0
    assert min(crossing["leak"], crossing["stairs"], crossing["kicked"], crossing["growing saw"]) > 0.5
