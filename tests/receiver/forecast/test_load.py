"""Made series whose truth is known: how often is the wrong thing said, and how often nothing?"""

from collections import Counter

import numpy as np
import pytest

from receiver.domain.load import Drives
from receiver.domain.series import Series
from receiver.forecast.clean import Floats
from receiver.forecast.load import driven_by

N, INTERVAL_S, TRIES = 160, 30.0, 60
T: Floats = np.arange(N, dtype=np.float64) * INTERVAL_S


def _load(kind: str, rng: np.random.Generator) -> Floats:
    noise = rng.normal(0, 4, N)
    shapes = {
        "even": 100.0 + noise,
        "day": 100 + 60 * np.sin(2 * np.pi * rng.uniform(0.6, 2.5) * np.arange(N) / N + rng.uniform(0, 6.3)) + noise,
        "steps": np.repeat(rng.uniform(20, 200, 8), N // 8) + noise,
        "walk": np.abs(100 + np.cumsum(rng.normal(0, 3, N))),
    }
    return shapes[kind]


def _memory(truth: str, load: Floats, rng: np.random.Generator) -> Floats:
    so_far, time = np.cumsum(load) / load.sum(), np.arange(N) / N
    grown = {
        "load": 0.4 * so_far,
        "time": 0.4 * time,
        "time, and what is in flight": 0.3 * time + 0.1 * load / load.max(),
        "half and half": 0.2 * time + 0.2 * so_far,
    }
    return np.asarray(0.4 + grown[truth] + rng.normal(0, 0.01, N), dtype=np.float64)


def _verdicts(kind: str, truth: str) -> Counter[Drives]:
    rng = np.random.default_rng(7)
    found: Counter[Drives] = Counter()
    for _ in range(TRIES):
        load = _load(kind, rng)
        found[driven_by(Series(T, _memory(truth, load, rng)), Series(T, load), 0.0).drives] += 1
    return found


@pytest.mark.parametrize("kind", ["day", "steps"])
def test_what_grows_with_the_requests_follows_the_load(kind: str) -> None:
    found = _verdicts(kind, "load")
    assert found[Drives.FOLLOWS] >= 0.9 * TRIES
    assert found[Drives.DOES_NOT] == 0


@pytest.mark.parametrize("kind", ["day", "steps"])
@pytest.mark.parametrize("truth", ["time", "time, and what is in flight"])
def test_what_grows_with_time_does_not(kind: str, truth: str) -> None:
    found = _verdicts(kind, truth)
    assert found[Drives.DOES_NOT] >= 0.85 * TRIES
    assert found[Drives.FOLLOWS] == 0


@pytest.mark.parametrize("kind", ["even", "day", "steps", "walk"])
@pytest.mark.parametrize("truth", ["load", "time", "half and half"])
def test_whatever_the_load_the_wrong_thing_is_hardly_ever_said(kind: str, truth: str) -> None:
    wrong = {"load": [Drives.DOES_NOT], "time": [Drives.FOLLOWS], "half and half": [Drives.DOES_NOT, Drives.FOLLOWS]}
    found = _verdicts(kind, truth)
    assert sum(found[one] for one in wrong[truth]) <= 0.05 * TRIES


def test_under_an_even_load_nobody_can_tell() -> None:
    assert _verdicts("even", "time")[Drives.UNKNOWN] >= 0.95 * TRIES
    flat = driven_by(Series(T, 0.4 + 0.001 * T / INTERVAL_S), Series(T, np.full(N, 7.0)), 0.0)
    assert (flat.drives, flat.words) == (Drives.UNKNOWN, "the load did not change, so it cannot be told from time")


def _leak() -> tuple[Floats, Floats]:
    rng = np.random.default_rng(1)
    load = _load("steps", rng)
    return _memory("load", load, rng), load


def test_units_do_not_matter() -> None:
    memory, load = _leak()
    plain = driven_by(Series(T, memory), Series(T, load), 0.0)
    scaled = driven_by(Series(T, 1000 * memory), Series(T, 0.001 * load), 0.0)
    assert plain == scaled
    assert plain.drives is Drives.FOLLOWS
    assert "of the growth follows the load (99 %: " in plain.words


def test_what_was_before_the_last_restart_is_left_out() -> None:
    memory, load = _leak()
    before = T - T[-1] - 60
    t, v = np.concatenate([before, T]), np.concatenate([memory[::-1] * 9, memory])
    both = np.concatenate([load[::-1], load])
    alone = driven_by(Series(T, memory), Series(T, load), 0.0)
    assert alone == driven_by(Series(t, v), Series(t, both), 0.0)


@pytest.mark.parametrize(
    ("kept", "words"),
    [(slice(0, 20), "too little to compare: 20 samples"), (slice(0, 0), "and 160 of the load since its last restart")],
)
def test_too_little_of_the_series_is_unknown(kept: slice, words: str) -> None:
    memory, load = _leak()
    found = driven_by(Series(T[kept], memory[kept]), Series(T, load), 0.0)
    assert (found.drives, words in found.words) == (Drives.UNKNOWN, True)


def test_a_load_that_was_not_recorded_all_the_while_is_unknown() -> None:
    memory, load = _leak()
    late = driven_by(Series(T, memory), Series(T[60:], load[60:]), 0.0)
    assert late.drives is Drives.UNKNOWN
    assert "stretches of the series only" in late.words


def test_samples_that_are_no_numbers_are_left_out() -> None:
    memory, load = _leak()
    holes = memory.copy()
    holes[::17] = np.nan
    assert driven_by(Series(T, holes), Series(T, load), 0.0).drives is Drives.FOLLOWS


def test_what_does_not_grow_is_driven_by_nothing() -> None:
    memory, load = _leak()
    assert driven_by(Series(T, -memory), Series(T, load), 0.0).drives is Drives.UNKNOWN
