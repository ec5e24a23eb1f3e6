"""Tops climb with a growing floor, stand still under a collector, and do not swing with the newest tooth."""

import numpy as np
import pytest

from receiver.forecast.envelope import FIELDS, TOPS, envelope, sliding_max
from receiver.forecast.layout import WINDOW, layout
from receiver.forecast.ruler import Ruled
from receiver.forecast.scales import FIELDS as ALL
from receiver.forecast.scales import scales
from receiver.forecast.steps import mend


def _seen(v: np.ndarray) -> dict[str, np.ndarray]:
    stats, _ = scales(mend(Ruled(v[None].copy(), v[None].copy(), np.zeros(1, np.int64))))
    return {name: stats[i, 0] for i, name in enumerate(ALL)}


def _teeth(bins: int, floor_per_bin: float, period: int = 20) -> np.ndarray:
    i = np.arange(float(bins))
    return floor_per_bin * i + (i % period) / period


def test_the_sliding_maximum_is_the_maximum_of_each_window() -> None:
    y = np.random.default_rng(0).normal(size=40)
    expected = [y[i : i + WINDOW].max() for i in range(len(y) - WINDOW + 1)]
    assert sliding_max(y[None])[0].tolist() == expected


def test_the_line_through_the_tops_is_least_squares() -> None:
    bins = WINDOW * TOPS
    plan, y = layout(bins), np.random.default_rng(1).normal(size=bins)
    width = sum(plan.sizes)
    columns = np.concatenate((y, np.zeros(width - bins)))[None]
    firsts = np.zeros((1, len(plan.sizes)), np.int64)
    found = envelope(sliding_max(columns), np.zeros((1, len(plan.sizes))), firsts, plan)
    tops = y.reshape(TOPS, WINDOW).max(axis=1)
    slope, top = np.polyfit(np.arange(1.0 - TOPS, 1.0), tops, 1)
    assert (found["top"][0, 0], found["climb"][0, 0] * WINDOW) == pytest.approx((top, slope))
    assert set(found) == set(FIELDS)


def test_tops_climb_with_a_growing_floor_and_only_with_it() -> None:
    growing, flat = _seen(_teeth(400, 0.005)), _seen(_teeth(400, 0.0))
    assert growing["climb"][1:4] * 399 == pytest.approx(np.full(3, 399 * 0.005 / 2.98), rel=0.1)
    assert np.abs(flat["climb"][1:4] * 399).max() < 0.05
    assert growing["top_r2"][1:4].min() > 0.9


def test_they_do_not_swing_with_the_newest_tooth_as_the_mean_does() -> None:
    tops, levels = [], []
    for phase in range(0, 20, 4):
        v = _teeth(400 + phase, 0.0)
        seen, unit = _seen(v), np.ptp(v)
        tops.append(v[-1] + unit * seen["top"][2])
        levels.append(v[-1] + unit * seen["level"][0])
    assert np.ptp(tops) < 0.1 * np.ptp(levels)


def test_a_single_window_has_a_top_that_does_not_climb() -> None:
    found = _seen(np.arange(float(WINDOW)))
    assert (found["climb"][0], found["top_r2"][0]) == (0.0, 0.0)
    assert found["top"][0] == 0.0
