"""What must hold for every history: invariances, monotonicity, and the answers to awkward input."""

import math
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receiver.domain.verdict import Verdict
from receiver.forecast import AssessConfig, assess, assess_many
from receiver.forecast.model import shipped
from tests.receiver.forecast.shapes import demo_leak, demo_saw, steady

Floats = np.ndarray
H = 45.0
CONFIRMED, REFUTED, INCONCLUSIVE = Verdict.CONFIRMED, Verdict.REFUTED, Verdict.INCONCLUSIVE


@st.composite
def histories(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Trend, noise, a saw and a step in any mixture, 20 to 300 samples."""
    random = np.random.default_rng(draw(st.integers(0, 2**31)))
    n = draw(st.integers(20, 300))
    t = np.arange(n, dtype=np.float64)
    part = random.random(4) * (random.random(4) < 0.6)
    v = 0.1 + part[0] * 0.7 * t / n + 0.02 * part[1] * random.normal(size=n)
    v += 0.2 * part[2] * ((t / random.uniform(5, 80)) % 1.0) + 0.2 * part[3] * (t > random.uniform(0, n))
    return t, v


@given(histories(), st.floats(-1e6, 1e6))
def test_a_shift_of_time_changes_nothing(history: tuple[Floats, Floats], shift: float) -> None:
    t, v = history
    shift = round(shift)
    assert assess(t + shift, v, 1.0, H).probability == pytest.approx(assess(t, v, 1.0, H).probability, abs=1e-9)


@given(histories(), st.floats(1e-6, 1e12))
def test_the_unit_of_the_value_changes_nothing(history: tuple[Floats, Floats], scale: float) -> None:
    t, v = history
    plain, scaled = assess(t, v, 1.0, H), assess(t, v * scale, scale, H)
    assert scaled.probability == pytest.approx(plain.probability, abs=1e-6)
    assert scaled.slope_per_s == pytest.approx(plain.slope_per_s * scale, rel=1e-6, abs=1e-12 * scale)


@given(histories(), st.floats(1e-3, 3e2))
def test_the_unit_of_time_changes_nothing_within_a_day(history: tuple[Floats, Floats], scale: float) -> None:
    t, v = history
    assert assess(t * scale, v, 1.0, H * scale).probability == pytest.approx(assess(t, v, 1.0, H).probability, abs=1e-6)


@given(histories(), st.floats(0.05, 3.0), st.floats(0.05, 3.0))
def test_a_higher_limit_is_never_likelier(history: tuple[Floats, Floats], one: float, other: float) -> None:
    t, v = history
    low, high = sorted((one, other))
    assert assess(t, v, high, H).probability <= assess(t, v, low, H).probability + 1e-12


@given(histories(), st.floats(2.0, 40.0), st.floats(2.0, 40.0))
def test_a_longer_horizon_is_never_less_likely(history: tuple[Floats, Floats], one: float, other: float) -> None:
    t, v = history
    short, long = sorted((one, other))
    assert assess(t, v, 1.0, short).probability <= assess(t, v, 1.0, long).probability + 1e-12


@given(histories())
def test_the_answer_is_the_same_each_time_and_in_order(history: tuple[Floats, Floats]) -> None:
    t, v = history
    found = assess(t, v, 1.0, H)
    assert found == assess(t, v, 1.0, H)
    assert 0.0 <= found.probability <= 1.0
    assert found.eta_lower_s <= found.eta_s <= found.eta_upper_s


@given(histories())
def test_downwards_mirrors_upwards(history: tuple[Floats, Floats]) -> None:
    t, v = history
    up, down = assess(t, v, 1.0, H), assess(t, -v, -1.0, H, direction="down")
    assert (down.probability, down.slope_per_s) == (up.probability, -up.slope_per_s)


@settings(max_examples=25)
@given(st.lists(histories(), min_size=2, max_size=12))
def test_many_at_once_give_the_numbers_of_one(batch: list[tuple[Floats, Floats]]) -> None:
    many = assess_many([t for t, _ in batch], [v for _, v in batch], [1.0] * len(batch), H)
    single = [assess(t, v, 1.0, H) for t, v in batch]
    assert [a.probability for a in many] == pytest.approx([a.probability for a in single], abs=1e-9)
    assert [a.verdict for a in many] == [a.verdict for a in single]
    assert [a.eta_s for a in many] == pytest.approx([a.eta_s for a in single], rel=1e-6)


def test_which_others_are_asked_about_changes_nothing_however_the_lengths_differ() -> None:
    random = np.random.default_rng(7)
    lengths = [*random.integers(30, 60, 150), *random.integers(300, 1500, 20)]
    asked = [demo_leak(i, samples=int(n)) for i, n in enumerate(lengths)]
    many = assess_many([t for t, _ in asked], [v for _, v in asked], [1.0] * len(asked), H)
    alone = [assess(*asked[i], 1.0, H) for i in range(0, len(asked), 10)]
    assert [a.probability for a in many[::10]] == pytest.approx([a.probability for a in alone], abs=1e-9)


def test_other_coefficients_may_be_asked() -> None:
    t, v = demo_leak(3)
    silent = replace(shipped(), base=shipped().base - 100.0)
    assert assess(t, v, 1.0, H, config=AssessConfig(model=silent)).probability < 1e-4


@given(histories(), st.floats(-5.0, 5.0))
def test_a_limit_that_never_changes_is_one_number(history: tuple[Floats, Floats], limit: float) -> None:
    t, v = history
    assert assess(t, v, np.full(len(v), limit), H) == assess(t, v, limit, H)
    assert assess_many([t, t], [v, v], [np.full(len(v), limit), limit], H) == assess_many(
        [t, t], [v, v], [limit] * 2, H
    )


@given(histories(), st.integers(0, 2**31))
def test_a_changing_limit_is_judged_by_the_shares_of_it(history: tuple[Floats, Floats], seed: int) -> None:
    t, v = history
    limit = 2.0 ** np.random.default_rng(seed).integers(-2, 3, len(v))  # powers of two, so that nothing is rounded
    shares, own = assess(t, v, 1.0, H), assess(t, v * limit, limit, H)
    assert own.probability == pytest.approx(shares.probability, abs=1e-6)
    assert own.slope_per_s == pytest.approx(shares.slope_per_s * limit[-1], rel=1e-6, abs=1e-9)
    down = assess(t, -v * limit, -limit, H, direction="down")
    assert (down.probability, down.level) == (own.probability, -own.level)


def test_a_limit_that_comes_down_on_a_steady_series_is_confirmed_and_one_that_goes_up_with_a_leak_is_not() -> None:
    t, v = steady(1, jitter=0.002)
    assert assess(t, v, np.linspace(1.6, 0.65, len(v)), H).verdict is CONFIRMED
    t, v = demo_leak(3)
    assert assess(t, v, 2.0 * v + 0.05, H).verdict is REFUTED


awkward = st.lists(
    st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.just(0.0), st.just(1.0), st.just(1e-300)),
    min_size=0,
    max_size=80,
)


@given(awkward, st.one_of(st.floats(-1e9, 1e9), st.just(math.nan), st.just(math.inf)))
def test_nothing_that_arrives_makes_numpy_warn(values: list[float], limit: float) -> None:
    values = [v if abs(v) < 1e150 or not math.isfinite(v) else 0.0 for v in values]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = assess(np.arange(len(values), dtype=float), values, limit, H)
    assert 0.0 <= found.probability <= 1.0
    assert not math.isnan(found.eta_s)


def test_few_samples_are_never_confirmed() -> None:
    t, v = demo_leak(1)
    found = assess(t[-8:], v[-8:], 1.0, H)
    assert (found.verdict, found.reason, found.probability) == (INCONCLUSIVE, "samples", 0.0)


def test_a_history_too_short_for_the_horizon_is_inconclusive() -> None:
    assert assess(*demo_leak(1), 1.0, 100 * H).reason == "span"


def test_no_samples_at_all_are_inconclusive() -> None:
    assert assess([], [], 1.0, H).verdict is INCONCLUSIVE


def test_a_limit_that_is_not_a_number_is_inconclusive() -> None:
    assert assess(*demo_leak(1), math.nan, H).reason == "limit"


def test_samples_that_ceased_long_ago_are_inconclusive() -> None:
    _, v = demo_leak(1)
    dead = np.concatenate((v, np.full(30, np.nan)))
    assert assess(np.arange(len(dead), dtype=float), dead, 1.0, H).reason == "fresh"


def test_a_sieve_of_a_history_is_inconclusive() -> None:
    t, v = demo_leak(1)
    found = assess(t[::3], v[::3], 1.0, H, config=AssessConfig(interval_s=1.0))
    assert found.reason == "coverage"
    assert found.coverage_ratio == pytest.approx(1 / 3, abs=0.02)


def test_already_over_the_limit_is_certain_and_now() -> None:
    t, v = demo_leak(1)
    found = assess(t, v, float(v[-1]), H)
    assert (found.verdict, found.probability, found.eta_s) == (CONFIRMED, 1.0, 0.0)


def test_lost_and_infinite_scrapes_do_not_hide_a_leak() -> None:
    t, v = demo_leak(3)
    v = v.copy()
    v[[5, 17, 30, 31, 44]] = [np.nan, np.inf, -np.inf, np.nan, np.nan]
    assert assess(t, v, 1.0, H).verdict is CONFIRMED


def test_scrapes_that_jitter_in_time_do_not_hide_a_leak() -> None:
    t, v = demo_leak(3)
    jittered = t + np.random.default_rng(0).uniform(-0.3, 0.3, len(t))
    assert assess(jittered, v, 1.0, H).verdict is CONFIRMED


def test_repeated_and_backward_timestamps_are_passed_over() -> None:
    t, v = demo_leak(3)
    again, twice = np.insert(t, 20, [t[19], t[10]]), np.insert(v, 20, [9.0, 9.0])
    assert assess(again, twice, 1.0, H).probability == assess(t, v, 1.0, H).probability


def test_the_segment_starts_after_the_last_restart() -> None:
    found = assess(*demo_saw(0, 123), 1.0, H)
    assert found.segment_start_s == pytest.approx(73.0, abs=2.0)


def test_a_limit_raised_out_of_reach_refutes() -> None:
    t, v = demo_leak(3)
    assert assess(t, v, 2.0, H).verdict is REFUTED


def test_the_threshold_decides_the_verdict() -> None:
    t, v = demo_leak(3)
    p = assess(t, v, 1.0, H).probability
    assert assess(t, v, 1.0, H, config=AssessConfig(confirm_probability=p)).verdict is CONFIRMED
    assert assess(t, v, 1.0, H, config=AssessConfig(confirm_probability=p + 1e-6)).verdict is REFUTED


def test_gates_are_listed_in_the_order_asked() -> None:
    found = assess(*steady(1), 1.0, H)
    names = [gate.name for gate in found.gates]
    assert names == ["limit", "samples", "span", "fresh", "coverage", "trend", "precedents", "probability"]
    assert (found.reason, found.gates[-1].passed) == ("probability", False)


def test_slope_and_level_are_in_the_units_of_the_series() -> None:
    t = np.arange(120.0)
    found = assess(1e9 + 60 * t, 5e9 + 1e6 * t, 9e9, 60 * H)
    assert found.slope_per_s == pytest.approx(1e6 / 60)
    assert found.level == pytest.approx(5e9 + 1e6 * 119, rel=1e-3)


@pytest.mark.parametrize("horizon", [0.0, -1.0, math.nan, math.inf])
def test_a_horizon_must_be_positive(horizon: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        assess(*demo_leak(1), 1.0, horizon)


def test_a_limit_as_long_as_nothing_else_is_refused() -> None:
    with pytest.raises(ValueError, match=r"limit \(2,\) must be one number or as long as the values \(3,\)"):
        assess([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [1.0, 2.0], 1.0)


@pytest.mark.parametrize("odd", [0.0, -2.0])
def test_a_changing_limit_that_has_no_shares_is_refused_with_the_place(odd: float) -> None:
    with pytest.raises(ValueError, match=f"never be 0, got {odd:g} at sample 1"):
        assess([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [1.0, odd, 2.0], 1.0)


def test_samples_without_a_limit_are_passed_over() -> None:
    t, v = demo_leak(3)
    limit = np.where(np.arange(len(v)) % 9 == 4, np.nan, 1.0)
    known = np.isfinite(limit)
    assert assess(t, v, limit, H).probability == assess(t[known], v[known], 1.0, H).probability
    assert assess(t, v, np.full(len(v), np.nan), H).reason == "limit"


def test_unlike_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        assess([1.0, 2.0], [1.0], 1.0, H)
