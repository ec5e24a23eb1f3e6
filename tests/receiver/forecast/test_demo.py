"""The shapes of the demo, which runs sixty times compressed, must come out right."""

import pytest

from receiver.domain.verdict import Verdict
from receiver.forecast import assess
from tests.receiver.forecast.shapes import demo_leak, demo_saw, slowed_leak, steady

HORIZON_S = 45.0
SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leak_is_confirmed_with_confidence(seed: int) -> None:
    found = assess(*demo_leak(seed), 1.0, HORIZON_S)
    assert found.verdict is Verdict.CONFIRMED
    assert found.probability >= 0.9
    assert found.eta_lower_s <= 38.0 <= found.eta_upper_s


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("now_s", [70, 123])
def test_a_tooth_with_a_precedent_is_refuted(seed: int, now_s: int) -> None:
    found = assess(*demo_saw(seed, now_s), 1.0, HORIZON_S)
    assert found.verdict is Verdict.REFUTED
    assert found.probability < 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_jitter_is_refuted(seed: int) -> None:
    assert assess(*steady(seed), 1.0, HORIZON_S).verdict is Verdict.REFUTED


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leak_that_slows_down_loses_belief(seed: int) -> None:
    before, after, later = (assess(*slowed_leak(seed, s), 1.0, HORIZON_S) for s in (0, 10, 25))
    assert after.probability < before.probability - 0.3
    assert later.verdict is Verdict.REFUTED


def test_time_may_run_sixty_times_slower() -> None:
    t, v = demo_leak(1)
    assert assess(t, v, 1.0, HORIZON_S).probability == pytest.approx(assess(60 * t, v, 1.0, 60 * HORIZON_S).probability)
