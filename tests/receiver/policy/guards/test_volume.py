from typing import Any

import pytest

from receiver.policy.guards import volume as guard
from tests.support.builders import GIB, situation, volume, volume_entry, volume_situation


def _reason(expansions: int = 0, mode: str = "auto", **changes: Any) -> str:
    seen = volume_situation(volume=volume(**changes), entry=volume_entry(mode=mode), expansions=expansions)
    hold = guard.check(seen)
    assert hold is None or hold.guard == "volume"
    return "" if hold is None else hold.reason


def test_a_bound_volume_of_a_growing_class_passes() -> None:
    assert _reason() == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"phase": "Pending"}, "is Pending, not Bound"),
        ({"expandable": False}, "its storage class 'standard' does not allow it (allowVolumeExpansion)"),
        ({"expandable": False, "storage_class": ""}, "a claim without storage class does not allow it"),
        ({"requested_bytes": 11 * GIB}, "has not come true yet: capacity is below what was asked for"),
        ({"conditions": ("FileSystemResizePending",)}, "has not come true yet: FileSystemResizePending"),
    ],
)
@pytest.mark.parametrize("mode", ["auto", "approve", "dry-run"])
def test_a_volume_that_cannot_grow_now_holds(changes: dict[str, Any], reason: str, mode: str) -> None:
    assert reason in _reason(mode=mode, **changes)


def test_growth_that_eats_every_expansion_ends_with_a_person() -> None:
    assert _reason(expansions=2) == ""
    assert "was expanded 3 times within a week and fills again (3 allowed); a person decides" in _reason(expansions=3)
    assert _reason(expansions=3, mode="approve") == ""


def test_what_is_about_no_volume_passes() -> None:
    assert guard.check(situation()) is None
