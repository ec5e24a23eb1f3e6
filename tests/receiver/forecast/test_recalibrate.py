"""Recalibration changes what is wrong, by no more than it may, and not before there is evidence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast.recalibrate import MAX_SHIFT, MIN_OUTCOMES, pool_adjacent_violators, recalibrate


def _outcomes(count: int, truth: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    stated = random.uniform(0.0, 1.0, count)
    return stated, random.random(count) < stated * truth


def test_few_outcomes_change_nothing() -> None:
    stated, crossed = _outcomes(MIN_OUTCOMES - 1, 0.5)
    found = recalibrate(stated, crossed)
    assert (found.apply(0.8), found.reason) == (0.8, f"{MIN_OUTCOMES - 1} outcomes, {MIN_OUTCOMES} needed")


def test_one_sided_outcomes_change_nothing() -> None:
    found = recalibrate(np.linspace(0, 1, 100), np.zeros(100, bool))
    assert found.apply(0.9) == 0.9


def test_an_overconfident_forecast_is_lowered() -> None:
    found = recalibrate(*_outcomes(2000, 0.5))
    assert found.apply(0.3) == pytest.approx(0.16, abs=0.08)
    assert found.apply(0.9) == pytest.approx(0.7)  # the bound holds it


def test_an_honest_forecast_stays() -> None:
    found = recalibrate(*_outcomes(4000, 1.0))
    assert [found.apply(p) for p in (0.1, 0.5, 0.9)] == pytest.approx([0.1, 0.5, 0.9], abs=0.1)


@given(st.integers(0, 1000), st.floats(0, 1), st.floats(0, 1))
def test_the_map_never_falls_and_stays_within_its_bound(seed: int, a: float, b: float) -> None:
    found = recalibrate(*_outcomes(200, 0.6, seed))
    low, high = sorted((a, b))
    assert found.apply(low) <= found.apply(high) + 1e-12
    assert abs(found.apply(a) - a) <= MAX_SHIFT + 1e-12


@pytest.mark.parametrize("highest", [0.7, 0.8, 0.89])
@pytest.mark.parametrize("count", [60, 200])
def test_where_what_is_acted_on_leaves_no_outcomes_an_honest_forecast_still_acts(highest: float, count: int) -> None:
    def corrected(seed: int) -> float:
        random = np.random.default_rng(seed)
        stated = random.uniform(0.0, highest, count)
        return recalibrate(stated, random.random(count) < stated).apply(0.99)

    assert [seed for seed in range(300) if corrected(seed) < 0.9] == []


def test_beyond_what_was_learned_a_correction_fades_to_the_stated_probability() -> None:
    random = np.random.default_rng(0)
    stated = random.uniform(0.3, 0.8, 2000)
    found = recalibrate(stated, random.random(2000) < stated * 0.5)
    shifts = [found.apply(p) - p for p in (0.0, 0.8, 0.85, 0.9, 0.95, 1.0)]
    assert shifts == pytest.approx([0.0, -0.2, -0.15, -0.1, -0.05, 0.0], abs=0.01)


def test_a_forecast_that_cried_wolf_below_what_is_acted_on_is_corrected_there() -> None:
    random = np.random.default_rng(0)
    stated = random.uniform(0.0, 0.89, 400)
    found = recalibrate(stated, random.random(400) < stated * 0.3)
    assert [found.apply(p) for p in (0.7, 0.8)] == pytest.approx([0.5, 0.6], abs=0.03)


def test_pooling_averages_what_falls() -> None:
    fitted = pool_adjacent_violators(np.array([0.0, 1.0, 0.0, 1.0]), np.ones(4))
    assert fitted.tolist() == [0.0, 0.5, 0.5, 1.0]


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        recalibrate([0.1, 0.2], [True])
    with pytest.raises(ValueError, match=r"0\.\.1"):
        recalibrate([1.2], [True])


def test_outcomes_that_overlap_count_by_what_they_add() -> None:
    stated, crossed = _outcomes(100, 0.5)
    found = recalibrate(stated, crossed, np.full(100, 0.25))
    assert (found.outcomes, found.reason) == (25.0, "25 outcomes, 50 needed")


def test_whole_weights_change_nothing() -> None:
    stated, crossed = _outcomes(300, 0.5)
    assert recalibrate(stated, crossed, np.ones(300)) == recalibrate(stated, crossed)


def test_the_largest_shift_has_a_sign() -> None:
    assert recalibrate(*_outcomes(2000, 0.5)).largest_shift == pytest.approx(-0.2)
    assert recalibrate([], []).largest_shift == 0.0


@pytest.mark.parametrize("weight", [[0.0, 1.0], [1.1, 1.0], [1.0]])
def test_wrong_weights_are_refused(weight: list[float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        recalibrate([0.1, 0.2], [True, False], weight)
