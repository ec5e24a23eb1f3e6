from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.decision import Plan
from receiver.domain.volume import Volume
from receiver.policy.model import RemediationPolicy
from receiver.policy.sizing.volume import MARGIN_RATIO, TARGET_UTILIZATION, size_volume
from tests.support.builders import GIB, assessment, expansion_document, volume

HOUR_S = 3600.0
MIB = 2**20


def _policy(**changes: Any) -> RemediationPolicy:
    free = {"cooldown_s": 6 * HOUR_S, "max_bytes": 10_000 * GIB, "max_step_ratio": 100.0}
    return RemediationPolicy.model_validate(expansion_document(**free | changes))


def _sized(of: Volume | None = None, level: float = 0.8, per_hour: float = 0.05, **policy: Any) -> Plan:
    seen = assessment(level=level, slope_per_s=per_hour / HOUR_S)
    return size_volume(of or volume(), seen, _policy(**policy))


def test_one_step_outlasts_the_cooldown_and_half_as_long_more() -> None:
    # 8 of 10 GiB are used and half a GiB more each hour: after 9 h it is 12.5 GiB, four fifths of 15.6.
    sized = _sized()
    assert str(sized) == "expand-volume PersistentVolumeClaim/shop/data-0 storage 10 GiB→16 GiB"
    assert sized.sizing == "forecast asks for 16 GiB to last 9 h"


def test_a_class_that_may_grow_less_often_gets_a_larger_step() -> None:
    assert _sized(class_cooldowns_s={"standard": 24 * HOUR_S}).wanted > _sized().wanted


def test_what_does_not_grow_any_more_still_gets_room() -> None:
    assert _sized(level=0.95, per_hour=-1.0).wanted == 12 * GIB
    assert _sized(level=0.1, per_hour=0.0).wanted == 11 * GIB


@pytest.mark.parametrize(
    ("bound", "size", "clipped"),
    [({"max_step_ratio": 1.25}, 12 * GIB, "max_step_ratio"), ({"max_bytes": 13 * GIB + 5}, 13 * GIB, "max_bytes")],
)
def test_the_bounds_clip_it_and_say_so(bound: dict[str, float], size: int, clipped: str) -> None:
    sized = _sized(None, 0.8, 0.05, **bound)
    assert size == sized.wanted
    assert f"forecast asks for 16 GiB to last 9 h, clipped to {size // GIB} GiB by {clipped}" == sized.sizing


def test_a_volume_that_is_no_whole_number_of_gib_grows_in_mib() -> None:
    sized = _sized(volume(requested_bytes=100 * MIB, capacity_bytes=100 * MIB))
    assert sized.wanted == 157 * MIB


def test_a_provisioner_that_rounded_up_is_not_asked_to_shrink() -> None:
    rounded = volume(requested_bytes=9 * GIB + 1, capacity_bytes=10 * GIB)
    assert (_sized(rounded).previous, _sized(rounded).wanted) == (10 * GIB, 16 * GIB)


@given(
    size_mib=st.integers(min_value=1, max_value=2**24),
    level=st.floats(min_value=-1, max_value=3),
    per_hour=st.floats(min_value=-2, max_value=20),
    ratio=st.floats(min_value=1.01, max_value=50),
    most=st.integers(min_value=1, max_value=2**45),
)
def test_it_never_shrinks_and_never_exceeds_a_bound(
    size_mib: int, level: float, per_hour: float, ratio: float, most: int
) -> None:
    size = size_mib * MIB
    held = volume(requested_bytes=size, capacity_bytes=size)
    sized = _sized(held, level, per_hour, max_step_ratio=ratio, max_bytes=most)
    assert sized.wanted >= size
    assert sized.wanted <= max(size, min(size * ratio, most))


@given(level=st.floats(min_value=0.5, max_value=1), per_hour=st.floats(min_value=0, max_value=2))
def test_unclipped_it_is_below_the_target_when_it_may_grow_again(level: float, per_hour: float) -> None:
    sized = _sized(level=level, per_hour=per_hour)
    used = (level + per_hour * 6 * (1 + MARGIN_RATIO)) * 10 * GIB
    assert used / sized.wanted <= TARGET_UTILIZATION * (1 + 1e-9)
