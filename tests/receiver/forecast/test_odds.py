"""What starts anew from its limit is asked for its present life; what turns below it is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast import assess, assess_many

Floats = np.ndarray
HORIZON = 45.0


def _lives(count: int, top: float, life: int = 120, left: int = 25, seed: int = 0) -> Floats:
    """`count` lives from 0.2 to `top`, and a present one that reaches 1 in `left` samples."""
    one = np.linspace(0.2, top, life)
    now = 0.2 + 0.8 * (life - left) / life
    v = np.concatenate([one] * count + [np.linspace(0.2, now, life - left)])
    return np.minimum(v + np.random.default_rng(seed).normal(0.0, 0.002, len(v)), 0.9999)


def _probability(v: Floats, limit: float = 1.0) -> float:
    return assess(np.arange(float(len(v))), v, limit, HORIZON).probability


@pytest.mark.parametrize("kills", [1, 2, 3, 5, 8])
def test_a_leak_that_was_killed_before_is_believed_again(kills: int) -> None:
    assert _probability(_lives(kills, 1.0)) > 0.9


@pytest.mark.parametrize("kills", [5, 8])
def test_a_collector_that_runs_well_below_the_limit_is_not(kills: int) -> None:
    assert _probability(_lives(kills, 0.9)) < 0.2


@given(st.integers(4, 8), st.floats(0.8, 1.1), st.floats(0.0, 0.2))
def test_a_higher_limit_is_never_likelier(kills: int, limit: float, more: float) -> None:
    v = _lives(kills, 0.95)
    assert _probability(v, limit + more) <= _probability(v, limit) + 1e-12


def test_many_at_once_give_the_numbers_of_one() -> None:
    series = [_lives(kills, 1.0) for kills in (1, 5, 8)]
    together = assess_many([np.arange(float(len(v))) for v in series], series, [1.0] * 3, HORIZON)
    alone = [_probability(v) for v in series]
    assert [found.probability for found in together] == pytest.approx(alone, abs=1e-9)
