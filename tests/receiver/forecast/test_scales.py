"""Lines are least squares, and a leak looks like one at every scale."""

import numpy as np
import pytest

from receiver.forecast.layout import WINDOW
from receiver.forecast.ruler import Ruled
from receiver.forecast.scales import FIELDS, lines, scales
from receiver.forecast.steps import mend


def seen(v: np.ndarray) -> dict[str, np.ndarray]:
    stats, _ = scales(mend(Ruled(v[None].copy(), v[None].copy(), np.zeros(1, np.int64))))
    return {name: stats[i, 0] for i, name in enumerate(FIELDS)}


def test_lines_equal_least_squares() -> None:
    y = np.random.default_rng(0).normal(size=40)
    level, slope = lines(y[None])
    for start in (0, 7, 28):
        expected = np.polyfit(np.arange(WINDOW) - (WINDOW - 0.5), y[start : start + WINDOW], 1)
        assert (slope[0, start], level[0, start]) == pytest.approx((expected[0], expected[1]))


def test_a_leak_keeps_its_promises_at_every_scale() -> None:
    found = seen(np.arange(400.0) + np.random.default_rng(0).normal(0, 2, 400))
    deep = found["trials"] > 3
    assert (found["kept"][deep][2:] > 0.85).all()
    assert found["slope"][:5] * 399 == pytest.approx(np.full(5, 1.0), rel=0.3)
