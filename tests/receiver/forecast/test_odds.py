"""What starts anew from its limit is asked for its present life; what turns below it is not. A count goes in steps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast import assess, assess_many
from receiver.forecast.precedent import from_limit
from receiver.forecast.ruler import Ruled
from receiver.forecast.steps import mend

Floats = np.ndarray
HORIZON = 45.0


def _lives(count: int, top: float, life: int = 120, left: int = 25, seed: int = 0) -> Floats:
    """`count` lives from 0.2 to `top`, and a present one that reaches 1 in `left` samples."""
    one = np.linspace(0.2, top, life)
    now = 0.2 + 0.8 * (life - left) / life
    v = np.concatenate([one] * count + [np.linspace(0.2, now, life - left)])
    return np.minimum(v + np.random.default_rng(seed).normal(0.0, 0.002, len(v)), 0.9999)


def _stamped(v: Floats) -> tuple[Floats, Floats]:
    return np.arange(float(len(v))), v


def _probability(v: Floats, limit: float = 1.0) -> float:
    return assess(np.arange(float(len(v))), v, limit, HORIZON).probability


@pytest.mark.parametrize("kills", [1, 2, 3, 5, 8])
def test_a_leak_that_was_killed_before_is_believed_again(kills: int) -> None:
    assert _probability(_lives(kills, 1.0)) > 0.9


@pytest.mark.parametrize(
    ("top", "passed", "saw"), [(1.0, True, ", the newest from the limit itself"), (0.9, False, "")]
)
def test_the_gate_says_from_where_it_fell(top: float, passed: bool, saw: str) -> None:
    v = _lives(3, top)
    gate = next(gate for gate in assess(np.arange(float(len(v))), v, 1.0, HORIZON).gates if gate.name == "precedents")
    assert (gate.passed, gate.saw) == (passed, "3 falls in the history" + saw)


@pytest.mark.parametrize("kills", [5, 8])
def test_a_collector_that_runs_well_below_the_limit_is_not(kills: int) -> None:
    assert _probability(_lives(kills, 0.9)) < 0.2


@given(st.integers(4, 8), st.floats(0.8, 1.1), st.floats(0.0, 0.2))
def test_a_higher_limit_is_never_likelier(kills: int, limit: float, more: float) -> None:
    v = _lives(kills, 0.95)
    assert _probability(v, limit + more) <= _probability(v, limit) + 1e-12


def test_the_present_life_counts_as_far_as_the_former_ones_ended_at_the_limit() -> None:
    v = _lives(6, 1.0)
    found = mend(Ruled(v[None].copy(), v[None].copy(), np.zeros(1, np.int64)))
    for limit in (1.002, 1.004, 1.006):
        ended = from_limit(found, (np.array([[limit]]) - found.offset) / found.unit)[0]
        assert 0.5 * ended < _probability(v, limit) <= ended


def _each_day(per_day: int, top: float, left_s: float = 1200.0) -> tuple[Floats, Floats]:
    """Fifty hours of lives from 0.2 to `top` that end at the same minutes each day, the next in `left_s`."""
    t = np.arange(-50.0 * 3600.0, 1.0, 60.0)
    lived = ((t - left_s) % (86400.0 / per_day)) / (86400.0 / per_day)
    v = 0.2 + (top - 0.2) * lived + np.random.default_rng(0).normal(0.0, 0.002, len(t))
    return t, np.minimum(v, top - 1e-6)


def _asked(t: Floats, v: Floats, limit: float = 1.0) -> tuple[str, float]:
    """What was seen to come back, and the probability."""
    found = assess(t, v, limit, 2700.0)
    return next(gate.saw for gate in found.gates if gate.name == "season"), found.probability


@pytest.mark.parametrize("per_day", [1, 2, 3, 4, 6])
def test_what_is_killed_at_the_same_minutes_each_day_is_believed_and_what_turns_below_the_limit_is_not(
    per_day: int,
) -> None:
    saw, probability = _asked(*_each_day(per_day, 1.0))
    assert saw.startswith("a day came back")
    assert saw.endswith("judged without it, and with it, because it falls from the limit itself")
    assert probability > 0.8
    saw, probability = _asked(*_each_day(per_day, 0.9))
    assert saw.startswith("a day came back")
    assert saw.endswith("judged without it")
    assert probability < 0.05


@given(st.integers(1, 4), st.floats(0.9, 1.1), st.floats(0.0, 0.1))
def test_a_higher_limit_is_never_likelier_for_what_falls_each_day(per_day: int, limit: float, more: float) -> None:
    t, v = _each_day(per_day, 1.0)
    assert _asked(t, v, limit + more)[1] <= _asked(t, v, limit)[1] + 1e-12


def test_a_count_reaches_a_limit_between_two_steps_with_the_next() -> None:
    v = np.round(np.linspace(60.0, 88.0, 150) + np.random.default_rng(0).normal(0.0, 0.4, 150))
    assert _probability(v, 93.1) == pytest.approx(_probability(v, 94.0))
    assert _probability(v, 93.1) > _probability(v, 94.1)


def test_many_at_once_give_the_numbers_of_one() -> None:
    asked = [_each_day(3, 1.0), _each_day(2, 0.9), *(_stamped(_lives(kills, 1.0)) for kills in (1, 5, 8))]
    together = assess_many([t for t, _ in asked], [v for _, v in asked], [1.0] * 5, HORIZON)
    alone = [assess(t, v, 1.0, HORIZON).probability for t, v in asked]
    assert [found.probability for found in together] == pytest.approx(alone, abs=1e-9)
