"""Precedents count while they hold."""

import numpy as np
import pytest

from receiver.forecast.precedent import from_limit, passing
from receiver.forecast.ruler import Ruled
from receiver.forecast.steps import Mended, mend


def _teeth(v: np.ndarray) -> Mended:
    return mend(Ruled(v[None].copy(), v[None].copy(), np.zeros(1, np.int64)))


def _passing(v: np.ndarray, limit: float, lead: float = 20.0) -> float:
    found = _teeth(v)
    return float(passing(found, (np.array([[limit]]) - found.offset) / found.unit, np.array([[lead]]))[0, 0])


def saw(n: int, climb: float = 0.0) -> np.ndarray:
    return 0.5 + 0.4 * ((np.arange(n) % 30) / 30) + climb * np.arange(n)


def test_without_a_fall_nothing_stands_in_the_way() -> None:
    assert _passing(np.arange(50.0) / 60, 1.0) == 1.0


def test_each_precedent_lowers_the_odds() -> None:
    assert [_passing(saw(n), 1.0) for n in (50, 80)] == pytest.approx([1 / 4, 1 / 7], rel=0.05)


def test_a_limit_below_the_old_tops_is_not_protected_by_them() -> None:
    assert _passing(saw(50), 0.8) > 0.9


def test_a_series_that_outgrew_its_tops_is_not_protected() -> None:
    v = np.concatenate((saw(30), 0.5 + 0.5 * np.arange(40) / 43))
    assert _passing(v, 1.05) > 0.8


def test_climbing_tops_protect_only_up_to_the_next() -> None:
    growing = saw(100, climb=0.004)
    assert _passing(growing, 1.6, lead=20.0) < 0.3
    assert _passing(growing, 1.6, lead=120.0) > 0.8
    assert _passing(saw(100), 1.6, lead=120.0) < 0.3


def test_a_fall_from_the_limit_is_no_precedent() -> None:
    assert _passing(saw(80), 0.89) > 0.9  # the tops lie at 0.887, a bin brings 0.013
    assert _passing(saw(80), 1.0) < 0.2


def test_falls_come_from_the_limit_or_from_below_it() -> None:
    found = _teeth(saw(80))

    def ended(limit: float) -> float:
        return float(from_limit(found, (np.array([[limit]]) - found.offset) / found.unit)[0])

    assert ended(0.88) > 0.95
    assert ended(1.0) < 0.05
    assert ended(0.9) >= ended(0.95) >= ended(1.0)


def test_without_a_fall_nothing_came_from_the_limit() -> None:
    assert from_limit(_teeth(np.arange(50.0)), np.array([[0.0]]))[0] == 0.0
