"""Every trial's outcome lies within its own scale, and the newest trial is always among them."""

import pytest

from receiver.forecast.layout import KEEP, WINDOW, layout


@pytest.mark.parametrize("width", [1, 11, 23, 24, 57, 240, 1440, 8192])
def test_a_trial_never_looks_beyond_its_scale(width: int) -> None:
    plan = layout(width)
    assert (plan.place + 2 * WINDOW <= [plan.sizes[k] for k in plan.scale]).all()
    newest = [plan.place[plan.scale == k].max() for k in plan.tried]
    assert newest == [plan.sizes[k] - 2 * WINDOW for k in plan.tried]


def test_scales_hold_at_least_a_window_and_at_most_what_is_kept() -> None:
    assert all(WINDOW <= size <= KEEP for size in layout(8192).sizes)
