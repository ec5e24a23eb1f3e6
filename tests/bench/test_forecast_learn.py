"""The learners: gradients that are gradients, weights that keep their sign, and rows without weight that teach nothing."""

from functools import partial

import numpy as np
import pytest

from bench import forecast_learn
from bench.forecast_fit import RECUT_WEIGHT, Lessons, _without
from bench.forecast_learn import Learned, additive, network, ready
from bench.forecast_rows import Rows, weigh
from receiver.forecast.evidence import Evidence
from receiver.forecast.model import Model

GATES, EVIDENCE, CONTEXT = 2, 3, 2


def _rows(count: int = 600, seed: int = 0, source: str = "a") -> Rows:
    """Outcomes that follow the first piece of evidence, are against the second, and have nothing to do with the third."""
    random = np.random.default_rng(seed)
    bound = random.normal(0, 1, (count, EVIDENCE)).astype(np.float32)
    likely = 1.0 / (1.0 + np.exp(-(2.0 * bound[:, 0] - 1.5 * bound[:, 1] - 0.5)))
    return {
        "bound": bound,
        "gates": random.uniform(0.2, 1.0, (count, GATES)).astype(np.float32),
        "context": random.normal(3.0, 2.0, (count, CONTEXT)).astype(np.float32),
        "passing": np.ones(count, np.float32),
        "y": random.random(count) < likely,
        "lead": np.ones(count),
        "known": np.ones(count, bool),
        "source": np.full(count, source),
    }


def _learned(rows: Rows) -> Learned:
    return ready([(rows, weigh(rows, 1.0))])


def test_rows_without_weight_are_left_out_whatever_is_in_them() -> None:
    """Had they been looked at, everything would be NaN."""
    good, spoilt = _rows(), _rows(seed=1)
    spoilt = spoilt | {name: np.full_like(spoilt[name], np.nan) for name in ("bound", "gates", "context", "passing")}
    mixed = {name: np.concatenate((good[name], spoilt[name])) for name in good}
    mixed["known"] = np.repeat([True, False], 600)
    alone, found = _learned(good), _learned(mixed)
    for name in Learned.__slots__:
        assert np.array_equal(getattr(found, name), getattr(alone, name)), name


def test_context_is_standardised_as_in_what_it_shall_be_like() -> None:
    first = _learned(_rows())
    assert np.abs(first.known.mean(axis=0)).max() < 0.05
    other = _rows(seed=5)
    other["context"] = other["context"] + 4.0
    shifted = ready([(other, weigh(other, 1.0))], like=first)
    assert np.array_equal(shifted.centre, first.centre)
    assert shifted.known.mean() > 1.0


def test_the_additive_learner_counts_for_what_it_is_evidence_for_and_never_against() -> None:
    weight, slope, base = additive(_learned(_rows()))
    assert (weight.shape, slope.shape, base.shape) == ((GATES, EVIDENCE), (CONTEXT,), (1,))
    assert weight.min() >= 0.0
    helps, against, nothing = weight.sum(axis=0)
    assert helps > 10 * max(against, nothing)


def test_the_additive_learner_says_the_same_twice() -> None:
    first, second = additive(_learned(_rows())), additive(_learned(_rows()))
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_where_there_is_no_way_further_down_it_stays() -> None:
    bend, start = np.diag([2.0, 2.0, 2.0]), np.zeros(3, np.float32)
    pull = np.array([-2.0, 2.0, 2.0])
    lowest = forecast_learn._lowest(bend, pull, start, np.array([True, True, False]))
    assert lowest == pytest.approx([1.0, 0.0, -1.0], abs=1e-6)


def _loss(now: Rows, bound: np.ndarray, known: np.ndarray, y: np.ndarray, passing: np.ndarray) -> float:
    """Mean logistic loss, written down once more."""
    hidden = np.tanh(bound @ now["hear"] + known @ now["know"] + now["lift"])
    logit = hidden @ now["pull"] + bound @ now["skip"] + known @ now["slope"] + now["base"]
    p = passing / (1.0 + np.exp(-logit))
    return float(-np.mean(np.where(y, np.log(p), np.log(1.0 - p))))


def test_the_networks_gradient_is_that_of_its_loss() -> None:
    random = np.random.default_rng(3)
    now = {name: value.astype(np.float64) for name, value in forecast_learn._beginning(random, 3, 2).items()}
    now["slope"] = np.array([0.3, -0.2])
    bound, known = random.normal(0, 1, (40, 3)), random.normal(0, 1, (40, 2))
    y, passing = random.random(40) < 0.4, random.uniform(0.3, 0.9, 40)
    found = forecast_learn._uphill(now, bound, known, y, passing)
    for name, value in now.items():
        for place in [tuple(0 for _ in value.shape), tuple(n - 1 for n in value.shape)]:
            up, down = ({**now, name: value.copy()} for _ in range(2))
            up[name][place] += 1e-6
            down[name][place] -= 1e-6
            slope = (_loss(up, bound, known, y, passing) - _loss(down, bound, known, y, passing)) / 2e-6
            assert found[name][place] == pytest.approx(slope, rel=1e-4, abs=1e-8), (name, place)


def _spoilt(rows: Rows) -> Rows:
    """The rows, and as many of another source that would turn everything they touch into NaN."""
    other = {name: np.full_like(value, np.nan) for name, value in rows.items() if value.dtype == np.float32}
    other = {**rows, **other, "source": np.full(len(rows["y"]), "left out")}
    return {name: np.concatenate((rows[name], other[name])) for name in rows}


@pytest.fixture(scope="module")
def model() -> Model:
    """Fitted as for the scores of sources that were never seen."""
    rows = _spoilt(_rows(300))
    return Lessons(rows, rows, []).model(partial(_without, "source", "left out"))


def test_a_source_that_is_left_out_has_taught_nothing(model: Model) -> None:
    assert all(np.isfinite(getattr(model, name)).all() for name in Model.__slots__)


def test_a_fitted_model_never_falls_as_evidence_rises(model: Model) -> None:
    assert min(model.weight.min(), model.hear.min(), model.pull.min()) >= 0.0
    low = np.zeros((1, 5, EVIDENCE))
    rising = low + np.linspace(-2, 2, 5)[None, :, None]
    gates, context = np.full((1, 5, GATES), 0.5), np.full((1, 5, CONTEXT), 3.0)
    assert np.all(np.diff(model.logit(Evidence(rising, gates, context))[0]) > 0)


def test_a_fitted_model_has_learned_what_there_was_to_learn(model: Model) -> None:
    rows = _rows(400, seed=9)
    seen = Evidence(*(rows[name][:, None].astype(float) for name in ("bound", "gates", "context")))
    said = model.logit(seen)[:, 0]
    assert said[rows["y"]].mean() > said[~rows["y"]].mean() + 1.0


def test_a_network_says_the_same_twice_and_without_what_was_left_out(model: Model) -> None:
    rows = _rows(300)
    alone = (rows, weigh(rows, 1.0))
    again = network(ready([(rows, weigh(rows, RECUT_WEIGHT)), alone], like=ready([alone])), 0)
    units = again["hear"].shape[1]
    assert np.array_equal(model.hear[:, :units], again["hear"])
    assert np.array_equal(model.lift[:units], again["lift"])
