"""Evidence bound to the limit never rises with it, and the context does not know it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast.crossing import leads
from receiver.forecast.evidence import evidence
from receiver.forecast.ruler import Ruled
from receiver.forecast.scales import scales
from receiver.forecast.steps import mend


def _both(seed: int, limit: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    v = np.cumsum(random.normal(random.uniform(0, 1), 1, (1, 120)))[None]
    mended = mend(Ruled(v, v.copy(), np.zeros(1, np.int64)))
    stats, deepest = scales(mended)
    return evidence(mended, stats, deepest, leads(40.0)[None], np.array([limit]))


@given(st.integers(0, 10_000), st.floats(-1.0, 5.0), st.floats(0.0, 5.0))
def test_a_higher_limit_never_strengthens_any_evidence(seed: int, limit: float, higher: float) -> None:
    low, high = _both(seed, limit), _both(seed, limit + higher)
    assert (high[0] <= low[0] + 1e-9).all()
    assert (high[1] == low[1]).all()


def test_evidence_is_finite_however_far_the_limit() -> None:
    for limit in (-1e6, 0.0, 1e6):
        assert all(np.isfinite(part).all() for part in _both(1, limit))
