from typing import Any

import pytest

from receiver.policy.guards import memory as guard
from tests.support.builders import memory, memory_entry, memory_situation, situation


def _reason(mode: str = "auto", **changes: Any) -> str:
    hold = guard.check(memory_situation(memory=memory(**changes), entry=memory_entry(mode=mode)))
    assert hold is None or hold.guard == "memory"
    return "" if hold is None else hold.reason


def test_a_running_container_with_a_limit_passes() -> None:
    assert _reason() == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"resizable": False}, "this cluster cannot resize pods in place (Kubernetes 1.33 and later can)"),
        ({"phase": "Pending"}, "Pod/shop/web-1 is Pending, not Running"),
        ({"limit_bytes": None}, "the container app of Pod/shop/web-1 has no memory limit that could be raised"),
        ({"pending": "PodResizePending Deferred"}, "has not come true yet: PodResizePending Deferred"),
    ],
)
@pytest.mark.parametrize("mode", ["auto", "approve", "dry-run"])
def test_what_cannot_be_resized_now_holds(changes: dict[str, Any], reason: str, mode: str) -> None:
    assert reason in _reason(mode, **changes)


def test_a_container_that_would_be_restarted_is_for_a_person() -> None:
    assert "is restarted when its memory is resized; a person decides" in _reason(restarts=True)
    assert _reason("approve", restarts=True) == ""


def test_what_is_about_no_container_passes() -> None:
    assert guard.check(situation()) is None
