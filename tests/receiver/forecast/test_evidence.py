"""Evidence bound to the limit never rises with it; gates and context do not know it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast.evidence import Evidence, evidence, octaves
from receiver.forecast.ruler import Ruled
from receiver.forecast.scales import scales
from receiver.forecast.steps import mend

STAIRS = slice(14, 16)  # gates: a staircase, an honest one


def _seen(v: np.ndarray, limit: float, first: float = 4.0, count: int = 7, per_octave: int = 1) -> Evidence:
    mended = mend(Ruled(v[None].copy(), v[None].copy(), np.zeros(1, np.int64)))
    stats, deepest = scales(mended)
    return evidence(mended, stats, deepest, np.array([[limit]]), np.array([first]), count, per_octave)


def _wander(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.cumsum(random.normal(random.uniform(0, 1), 1, 120))


@given(st.integers(0, 10_000), st.floats(-1.0, 5.0), st.floats(0.0, 5.0))
def test_a_higher_limit_never_strengthens_any_evidence(seed: int, limit: float, higher: float) -> None:
    low, high = _seen(_wander(seed), limit), _seen(_wander(seed), limit + higher)
    assert (high.bound <= low.bound + 1e-9).all()
    assert (high.gates == low.gates).all()
    assert (high.context == low.context).all()


@given(st.integers(0, 10_000))
def test_gates_are_shares_and_the_first_is_always_open(seed: int) -> None:
    gates = _seen(_wander(seed), 1.0).gates
    assert (gates >= 0.0).all()
    assert (gates <= 1.0).all()
    assert (gates[..., 0] == 1.0).all()


def test_a_straight_line_opens_every_gate_wider_than_jitter_does() -> None:
    random = np.random.default_rng(0)
    line, jitter = np.arange(240.0) + random.normal(0, 0.5, 240), random.normal(size=240)
    leak, noise = (_seen(v, 1.0, 30.0, 1).gates[0, 0] for v in (line, jitter))
    assert (leak >= noise).all()


def test_evidence_at_a_lead_does_not_depend_on_the_other_leads() -> None:
    alone, among = _seen(_wander(3), 1.0, 16.0, 1), _seen(_wander(3), 1.0, 4.0, 11, 2)
    assert np.allclose(alone.bound[:, 0], among.bound[:, 4], atol=1e-12)
    assert np.allclose(alone.context[:, 0], among.context[:, 4], atol=1e-12)


def test_leads_are_octaves() -> None:
    assert octaves(np.array([3.0, 4.0]), 3).tolist() == [[3, 6, 12], [4, 8, 16]]
    assert octaves(np.array([3.0]), 5, 2)[0, ::2].tolist() == [3, 6, 12]


def test_evidence_is_finite_however_far_the_limit() -> None:
    for limit in (-1e6, 0.0, 1e6):
        seen = _seen(_wander(1), limit)
        assert all(np.isfinite(part).all() for part in (seen.bound, seen.gates, seen.context))


def test_only_a_staircase_opens_the_gates_of_stairs() -> None:
    stairs, line = _seen(np.floor(np.arange(240.0) / 12), 1.0, 30.0, 1), _seen(np.arange(240.0), 1.0, 30.0, 1)
    assert stairs.gates[0, 0, STAIRS][0] > 0.8
    assert line.gates[0, 0, STAIRS].max() == 0.0
