"""Values in steps reach a limit with the first step that is not below it; others reach it where it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast.grid import reached


def _percent(samples: int = 120) -> np.ndarray:
    return np.round(np.linspace(60.0, 75.0, samples) + np.random.default_rng(0).normal(0, 0.3, samples))


def test_whole_per_cent_reach_a_limit_between_two_steps_at_the_next() -> None:
    assert reached(_percent(), 93.4) == pytest.approx(93.5)
    assert reached(_percent(), 93.9) == pytest.approx(93.5)
    assert reached(_percent(), 94.0) == pytest.approx(93.5)
    assert reached(_percent(), 94.1) == pytest.approx(94.5)


@pytest.mark.parametrize(
    "values",
    [
        np.linspace(0.0, 1.0, 120),  # never the same twice
        np.repeat([0.0, 1.0, 2.5, 2.9, 7.0, 7.7], 20),  # steps of all sizes
        np.repeat([1.0, 2.0, 3.0], 40),  # too few levels to know
        np.zeros(120),
        np.array([1.0]),
    ],
)
def test_what_is_not_in_equal_steps_reaches_the_limit_itself(values: np.ndarray) -> None:
    assert reached(values, 9.1) == 9.1


@given(st.floats(-50.0, 200.0), st.floats(0.0, 20.0))
def test_it_never_falls_when_the_limit_rises(limit: float, more: float) -> None:
    assert reached(_percent(), limit + more) >= reached(_percent(), limit)


@given(st.floats(1e-6, 1e9), st.floats(-1e6, 1e6))
def test_it_moves_with_the_unit_and_the_origin(unit: float, origin: float) -> None:
    values = _percent()
    assert reached(values * unit, 93.4 * unit) == pytest.approx(93.5 * unit)
    assert reached(values + origin, 93.4 + origin) == pytest.approx(93.5 + origin)


def test_an_infinite_limit_stays_where_it_is() -> None:
    assert reached(_percent(), np.inf) == np.inf
