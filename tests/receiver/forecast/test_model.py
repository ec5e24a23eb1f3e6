"""The shipped coefficients are complete, and cannot make a lower limit less likely."""

from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast.model import LOGIT_CUT, Model, shipped


def test_the_shipped_numbers_are_finite_and_fit_together() -> None:
    model = shipped()
    assert all(np.isfinite(getattr(model, field.name)).all() for field in fields(Model))
    assert model.w1.shape == (len(model.centre), len(model.b1))
    assert model.wc.shape == (len(model.b1), len(model.unit))


@given(st.integers(0, 10_000), st.integers(0, 24), st.floats(0.0, 5.0))
def test_more_evidence_is_never_less_likely(seed: int, column: int, more: float) -> None:
    model, random = shipped(), np.random.default_rng(seed)
    bound, context = random.normal(0, 3, len(model.unit)), random.normal(0, 3, len(model.centre))
    raised = bound.copy()
    raised[column] += more
    assert model.logit(raised, context) >= model.logit(bound, context)


def test_nobody_is_ever_quite_certain() -> None:
    model = shipped()
    assert abs(model.logit(np.full(len(model.unit), 1e6), model.centre)) <= LOGIT_CUT
