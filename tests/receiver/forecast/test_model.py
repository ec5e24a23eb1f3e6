"""The shipped coefficients are complete, and cannot make a lower limit less likely."""

from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from receiver.forecast.evidence import Evidence
from receiver.forecast.model import LOGIT_CUT, Model, shipped


def _some(random: np.random.Generator, bound: np.ndarray) -> Evidence:
    model = shipped()
    return Evidence(bound, random.random(len(model.weight)), random.normal(0, 3, len(model.centre)))


def test_the_shipped_numbers_are_finite_and_fit_together() -> None:
    model = shipped()
    assert all(np.isfinite(getattr(model, field.name)).all() for field in fields(Model))
    assert len(model.centre) == len(model.width) == len(model.slope) == len(model.know)
    assert model.hear.shape == (model.weight.shape[1], len(model.pull))


def test_no_evidence_counts_against_what_it_is_evidence_for() -> None:
    model = shipped()
    assert all((part >= 0.0).all() for part in (model.weight, model.hear, model.pull))


@given(st.integers(0, 10_000), st.integers(0, len(shipped().hear) - 1), st.floats(0.0, 5.0))
def test_more_evidence_is_never_less_likely(seed: int, column: int, more: float) -> None:
    model = shipped()
    bound = np.random.default_rng(seed).normal(0, 3, len(model.weight.T))
    raised = bound.copy()
    raised[column] += more
    low, high = (model.logit(_some(np.random.default_rng(seed + 1), part)) for part in (bound, raised))
    assert high >= low


def test_nobody_is_ever_quite_certain() -> None:
    model = shipped()
    sure = _some(np.random.default_rng(0), np.full(len(model.weight.T), 1e6))
    assert abs(model.logit(sure)) <= LOGIT_CUT
