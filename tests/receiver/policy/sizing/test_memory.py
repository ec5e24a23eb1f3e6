from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.decision import Plan
from receiver.domain.memory import Headroom
from receiver.policy.model import RemediationPolicy
from receiver.policy.sizing import memory as sizing
from tests.support.builders import GIB, MIB, assessment, memory, memory_situation, resize_document

HOUR_S = 3600.0


def _sized(headroom: Headroom = Headroom(), level: float = 0.8, per_hour: float = 0.4, **policy: Any) -> Plan:  # noqa: B008
    document = resize_document(**{"lease_s": HOUR_S, "max_bytes": 100 * GIB, "max_step_ratio": 100.0} | policy)
    seen = assessment(level=level, slope_per_s=per_hour / HOUR_S)
    bounds = RemediationPolicy.model_validate(document)
    return sizing.size_memory(memory(), 256 * MIB, headroom, seen, bounds)


def test_the_growth_lasts_for_the_lease() -> None:
    # 80 % of 256 MiB and 40 % more in the hour that it shall last: 307 MiB, four fifths of 384.
    sized = _sized()
    assert str(sized) == "resize-memory Pod/shop/web-1 app.memory 256 MiB→384 MiB"
    assert sized.sizing.startswith("forecast asks for 384 MiB to last 1 h")


def test_the_debt_at_the_next_rollout_stands_in_the_plan() -> None:
    assert _sized().sizing.endswith("; the next rollout of Deployment/shop/web sets 256 MiB again")
    assert sizing.debt(memory(owner=None, template_bytes=None)) == []
    assert sizing.debt(memory(unseen="403")) == ["what the next rollout sets could not be looked at: 403"]


@pytest.mark.parametrize(
    ("headroom", "policy", "size", "clipped"),
    [
        (Headroom(node_bytes=64 * MIB), {}, 320, "what the node has left"),
        (Headroom(node_bytes=-5), {}, 256, "what the node has left"),
        (Headroom(quota_bytes=10 * MIB), {}, 266, "what the quota leaves"),
        (Headroom(most_bytes=300 * MIB), {}, 300, "the LimitRange"),
        (Headroom(node_bytes=64 * MIB), {"max_step_ratio": 1.125}, 288, "max_step_ratio"),
        (Headroom(), {"max_bytes": 257 * MIB}, 257, "max_bytes"),
    ],
)
def test_every_bound_clips_it_and_says_so(headroom: Headroom, policy: dict[str, Any], size: int, clipped: str) -> None:
    sized = _sized(headroom, 0.8, 0.4, **policy)
    assert sized.wanted == size * MIB
    assert f"clipped to {size} MiB by {clipped}" in sized.sizing


def test_what_could_not_be_looked_at_stands_in_the_plan() -> None:
    note = "room on the node could not be looked at: 403"
    assert f"; {note}" in _sized(Headroom(notes=(note,))).sizing


@given(
    level=st.floats(min_value=-1, max_value=3),
    per_hour=st.floats(min_value=-2, max_value=20),
    left=st.none() | st.integers(min_value=-(2**30), max_value=2**34),
    most=st.integers(min_value=1, max_value=2**35),
)
def test_it_never_shrinks_and_never_exceeds_a_bound(level: float, per_hour: float, left: int | None, most: int) -> None:
    sized = _sized(Headroom(node_bytes=left), level, per_hour, max_bytes=most)
    assert sized.wanted >= 256 * MIB
    assert sized.wanted <= max(256 * MIB, most)
    if left is not None:
        assert sized.wanted <= 256 * MIB + max(left, 0)


def test_without_a_limit_there_is_no_plan() -> None:
    about = memory_situation(memory=memory(limit_bytes=None))
    assert about.remedy is not None
    assert sizing.size(about, about.remedy) is None
