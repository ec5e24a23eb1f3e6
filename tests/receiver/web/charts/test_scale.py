import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receiver.web.charts.scale import Scale, ticks, time_ticks

_VALUES = st.floats(-1e12, 1e12)
_SPANS = st.floats(1e-6, 1e9)
_ANY = st.floats(allow_nan=False)
_MOST = st.integers(2, 12)


@given(low=_VALUES, span=_SPANS, value=_ANY, start=st.floats(0, 1000), end=st.floats(0, 1000))
def test_every_value_lands_within_the_viewport(low: float, span: float, value: float, start: float, end: float) -> None:
    if low + span > low:
        assert min(start, end) - 1e-6 <= Scale(low, low + span, start, end)(value) <= max(start, end) + 1e-6


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6), share=st.floats(0, 1), other=st.floats(0, 1))
def test_what_is_larger_lies_further_along(low: float, span: float, share: float, other: float) -> None:
    scale = Scale(low, low + span, 0, 100)
    smaller, larger = sorted((low + share * span, low + other * span))
    assert scale(smaller) <= scale(larger)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.inf)])
def test_there_is_no_scale_without_an_extent(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="no scale from"):
        Scale(low, high, 0, 100)


@given(low=_VALUES, span=_SPANS, most=_MOST)
@example(low=4649268618.736694, span=1e-06, most=2)  # a step there is as large as rounding
def test_there_are_never_more_marks_than_asked_for_and_all_within(low: float, span: float, most: int) -> None:
    high = low + span
    for found in (ticks(low, high, most), time_ticks(low, high, most)):
        assert len(found) <= most
        assert all(low <= mark <= high for mark in found)


@given(low=st.floats(-1e3, 1e3), span=st.floats(1e-3, 1e6), most=_MOST)
def test_marks_are_equally_far_apart_by_a_round_number(low: float, span: float, most: int) -> None:
    found = ticks(low, low + span, most)
    steps = {float(f"{later - sooner:.6g}") for sooner, later in pairwise(found)}
    assert len(steps) <= 1
    assert all(f"{step:e}"[0] in "125" for step in steps)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.37, 1.1, [0.4, 0.6, 0.8, 1.0]),
        (0, 47, [0, 10, 20, 30, 40]),
        (5, 5, []),
    ],
)
def test_marks_are_where_a_person_would_put_them(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high, 6) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("low_s", "high_s", "expected_s"),
    [
        (-3600, 2700, [-3600, -1800, 0, 1800]),
        (-95, 20, [-90, -60, -30, 0]),
        (-10 * 86_400, 86_400, [-691_200, -345_600, 0]),
        (0, 0, []),
    ],
)
def test_times_are_marked_at_round_units(low_s: float, high_s: float, expected_s: list[float]) -> None:
    assert time_ticks(low_s, high_s, 5) == expected_s
