import math
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from receiver.web.charts.path import line
from receiver.web.charts.scale import Scale

_X = Scale(0, 10, 0, 100)
_Y = Scale(0, 1, 50, 0)
_VALUES = st.lists(st.floats(), min_size=0, max_size=50)


def _samples(values: list[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.arange(len(values), dtype=np.float64), np.array(values, dtype=np.float64)


def test_samples_are_joined() -> None:
    assert line(_X, _Y, *_samples([0, 0.5, 1])) == "M0 50L10 25L20 0"


def test_what_is_no_number_is_a_gap() -> None:
    assert line(_X, _Y, *_samples([0, math.nan, 1, 1])) == "M0 50M20 0L30 0"


def test_a_pause_is_a_gap() -> None:
    at = np.array([0.0, 1, 2, 8.5, 9.5])
    assert line(_X, _Y, at, np.zeros(5)) == "M0 50L10 50L20 50M85 50L95 50"


def test_without_data_nothing_is_drawn() -> None:
    assert line(_X, _Y, *_samples([])) == ""
    assert line(_X, _Y, *_samples([math.nan, math.inf])) == ""


@given(_VALUES)
def test_every_point_lies_within_the_viewport(values: list[float]) -> None:
    drawn = line(_X, _Y, *_samples(values))
    for x, y in re.findall(r"[ML](\S+?) ([^ML]+)", drawn):
        assert 0 <= float(x) <= 100
        assert 0 <= float(y) <= 50
    assert len(re.findall("[ML]", drawn)) == sum(map(math.isfinite, values))
