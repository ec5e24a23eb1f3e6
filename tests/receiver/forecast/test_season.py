"""A cycle that came back is forecast from its past, what is on top of it from its own, and all else is left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.forecast_season import DAY_S, HORIZON_S, KINDS, Cycle, make
from receiver.domain.verdict import Gate
from receiver.forecast import assess, assess_many
from receiver.forecast.clean import clean
from receiver.forecast.season import Season, find

Floats = np.ndarray
SEEDS = range(40)
ALL_S = 30 * DAY_S
MINUTE_S = 60.0


def _found(t: Floats, v: Floats) -> Season | None:
    return find(clean(t, v, 1.0))[0]


def _saw(t: Floats, v: Floats) -> list[Gate]:
    return [gate for gate in assess(t, v, 1.0, HORIZON_S).gates if gate.name == "season"]


def _confirmed(cycles: list[Cycle], back_s: float = ALL_S) -> float:
    past = [one.past(back_s) for one in cycles]
    many = assess_many([t for t, _ in past], [v for _, v in past], [1.0] * len(past), HORIZON_S)
    return float(np.mean([found.probability >= 0.5 for found in many]))


def _group(kind: str, leak: float, crossed: bool) -> list[Cycle]:
    cycles = [make(kind, seed, leak) for seed in SEEDS]
    return [one for one in cycles if one.crossed is crossed]


# measured with 100 seeds: python bench/forecast_season.py
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_climb_that_turns_below_the_limit_every_time_is_refuted(kind: str) -> None:
    assert _confirmed(_group(kind, 0.0, crossed=False)) <= 0.05


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_cycle_that_crosses_every_time_is_confirmed(kind: str) -> None:
    clearly = [one for one in _group(kind, 0.0, crossed=True) if one.highest > 1.03]
    assert _confirmed(clearly) >= 0.8  # 4 of 5 waves; 0.90 and more of those of bench/forecast_season.py


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_leak_on_top_that_crosses_is_confirmed(kind: str) -> None:
    assert _confirmed(_group(kind, 0.03, crossed=True)) >= 0.65
    assert _confirmed(_group(kind, 0.03, crossed=False)) <= 0.12  # 3 of 26; 0.05 of those of bench/forecast_season.py


def test_the_newest_day_alone_knows_less() -> None:
    coming, going = (_group("business", 0.0, crossed) for crossed in (True, False))
    assert _confirmed(coming) - _confirmed(going) > _confirmed(coming, DAY_S) - _confirmed(going, DAY_S) + 0.3


@pytest.mark.parametrize(("kind", "name"), [("wave", "day"), ("business", "day"), ("workdays", "week")])
def test_the_period_that_came_back_is_named_with_its_share(kind: str, name: str) -> None:
    [gate] = _saw(*make(kind, 3).past(ALL_S))
    assert gate.passed
    assert gate.saw.startswith(f"a {name} came back, ")


def test_the_rest_is_what_is_new_and_what_went_on_yesterday_is_still_to_come() -> None:
    t = MINUTE_S * np.arange(3 * 1440.0)
    since_s = np.maximum(t - (t[-1] - 6 * 3600.0), 0.0)
    v = 0.5 + 0.2 * np.sin(2 * np.pi * t / DAY_S + 1.0) + 1e-5 * since_s
    found = _found(t, v)
    assert found is not None
    assert found.rest.v[-1] == v[-1]
    assert found.rest.v - found.rest.v[-1] == pytest.approx(
        (1e-5 * (since_s - since_s[-1]))[-len(found.rest.v) :], abs=1e-3
    )
    assert found.explained > 0.85  # the begin of the leak is not
    within_an_hour, within_half_a_day = np.sin(1 + np.pi / 12) - np.sin(1), 1 - np.sin(1)
    expected = [0.2 * within_an_hour, 0.2 * within_half_a_day]
    assert found.rise(np.array([3600.0, DAY_S / 2])) == pytest.approx(expected, abs=1e-3)
    assert found.rise(np.array([ALL_S])) == found.rise(np.array([DAY_S]))


def test_what_one_day_of_three_brought_is_not_expected_whatever_the_levels_of_the_days() -> None:
    t = 300.0 * np.arange(5 * 288.0)
    v = 0.4 + 0.1 * np.sin(2 * np.pi * t / DAY_S) + 0.4 * t / DAY_S
    once = (t > t[-1] - 2 * DAY_S + 3600.0) & (t < t[-1] - 2 * DAY_S + 7200.0)
    found = _found(t, v + 0.5 * once)
    assert found is not None
    assert found.rise(np.array([7200.0]))[0] < 0.1


@pytest.mark.parametrize("hours", [1, 12, 24, 29.9])
def test_without_a_period_and_a_quarter_nothing_is_asked(hours: float) -> None:
    t, v = make("business", 5).past(hours * 3600.0)
    assert find(clean(t, v, 1.0)) == (None, ())


def test_what_did_not_come_back_is_judged_as_it_is() -> None:
    t = MINUTE_S * np.arange(2880.0)
    v = 0.4 + np.cumsum(np.random.default_rng(1).normal(0.0, 0.004, len(t)))
    history = clean(t, v, 1.0)
    season, gates = find(history)
    assert season is None
    assert [gate.saw for gate in gates] == ["no day that came back"]
    a_minute_a_second = assess(t / 60.0, v, 1.0, HORIZON_S / 60.0)  # 48 minutes: no day is looked for
    assert assess(t, v, 1.0, HORIZON_S).probability == pytest.approx(a_minute_a_second.probability, abs=1e-9)
    assert _saw(t / 60.0, v) == []


@pytest.mark.parametrize("name", ["leak", "jitter", "flat", "restart every 31 h"])
def test_what_only_grows_jitters_or_restarts_at_odd_times_is_no_cycle(name: str) -> None:
    t = 300.0 * np.arange(600.0)
    noise = np.random.default_rng(2).normal(0.0, 0.01, len(t))
    v = {
        "leak": 0.1 + 0.8 * t / t[-1] + noise,
        "jitter": 0.5 + noise,
        "flat": np.full(len(t), 0.1),
        "restart every 31 h": 0.1 + 0.7 * ((t / 3600.0 / 31.0) % 1.0) + noise,
    }[name]
    assert _found(t, v) is None


def _with_a_restart(hours_ago: float) -> tuple[Floats, Floats]:
    t = 300.0 * np.arange(36 * 12.0)
    v = 0.4 + 0.1 * np.sin(2 * np.pi * t / DAY_S) + np.where(t < t[-1] - hours_ago * 3600.0, 0.4, 0.0)
    return t, v


@pytest.mark.parametrize("hours_ago", [2.0, 20.0, 28.0])
def test_a_restart_is_not_taken_for_a_part_of_the_cycle(hours_ago: float) -> None:
    assert _found(*_with_a_restart(100.0)) is not None
    assert _found(*_with_a_restart(hours_ago)) is None


def test_lost_samples_do_not_hide_a_cycle_and_a_long_gap_ends_what_is_looked_at() -> None:
    t, v = make("business", 4).past(ALL_S)
    holed = v.copy()
    holed[np.random.default_rng(0).random(len(v) - 1).argsort()[: len(v) // 10]] = np.nan
    holed[-200:-194] = np.nan
    assert _found(t, holed) is not None
    holed[-200:-180] = np.nan
    assert _found(t, holed) is None


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500), st.floats(0.5, 1.5), st.floats(0.5, 1.5), st.sampled_from(sorted(KINDS)))
def test_with_a_season_a_higher_limit_is_never_likelier(seed: int, one: float, other: float, kind: str) -> None:
    t, v = make(kind, seed).past(ALL_S)
    low, high = sorted((one, other))
    assert assess(t, v, high, HORIZON_S).probability <= assess(t, v, low, HORIZON_S).probability + 1e-12


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500), st.floats(600.0, 2e5), st.floats(600.0, 2e5))
def test_with_a_season_a_longer_horizon_is_never_less_likely(seed: int, one: float, other: float) -> None:
    t, v = make("business", seed).past(ALL_S)
    short, long = sorted((one, other))
    assert assess(t, v, 1.0, short).probability <= assess(t, v, 1.0, long).probability + 1e-12


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500), st.integers(-(10**6), 10**6), st.floats(1e-6, 1e12))
def test_with_a_season_neither_a_shift_of_time_nor_the_unit_of_the_value_matters(
    seed: int, shift: int, scale: float
) -> None:
    t, v = make("business", seed).past(ALL_S)
    plain, moved = assess(t, v, 1.0, HORIZON_S), assess(t + shift, v * scale, scale, HORIZON_S)
    assert moved.probability == pytest.approx(plain.probability, abs=1e-6)
    down = assess(t, -v, -1.0, HORIZON_S, direction="down")
    assert (down.probability, down.slope_per_s) == (plain.probability, -plain.slope_per_s)


def test_seasons_and_others_judged_together_get_the_numbers_of_one() -> None:
    pasts = [make(kind, seed).past(back_s) for kind in KINDS for seed in (1, 2) for back_s in (ALL_S, DAY_S)]
    many = assess_many([t for t, _ in pasts], [v for _, v in pasts], [1.0] * len(pasts), HORIZON_S)
    single = [assess(t, v, 1.0, HORIZON_S) for t, v in pasts]
    assert [a.probability for a in many] == pytest.approx([a.probability for a in single], abs=1e-9)
    assert [a.eta_s for a in many] == pytest.approx([a.eta_s for a in single], rel=1e-6)
    assert [a.gates for a in many] == [a.gates for a in single]


def test_what_is_over_the_limit_stays_a_fact_and_what_will_be_is_none() -> None:
    one = next(one for one in _group("business", 0.0, crossed=True))
    t, v = one.past(ALL_S)
    assert assess(t, v, float(v[-1]), HORIZON_S).eta_s == 0.0
    assert assess(t, v, 1.0, HORIZON_S).eta_s > 0.0
