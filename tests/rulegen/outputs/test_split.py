"""Outputs are cut to size, and inserting something moves as little as it can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulegen.durations import Duration
from rulegen.errors import OutputError
from rulegen.model.rule import Group, RecordingRule
from rulegen.outputs.split import MOST_RULES, share, split_group, split_parts

NAMES = st.lists(st.text("abcdef", min_size=1, max_size=6), unique=True, min_size=1, max_size=40)
MINUTE = Duration.parse("1m")


def rule(window: str = "", record: str = "x") -> RecordingRule:
    """A rule of a window."""
    return RecordingRule(record, "y", {"window": window} if window else {})


@given(NAMES)
def test_every_name_is_in_one_part_and_no_part_is_too_large(names: list[str]) -> None:
    parts = split_parts(dict.fromkeys(names, 10), 50)
    assert sorted(name for part in parts.values() for name in part) == sorted(names)
    assert max(len(part) for part in parts.values()) <= 5


@given(NAMES, st.text("ghi", min_size=1, max_size=6))
def test_an_insertion_touches_one_part(names: list[str], new: str) -> None:
    before = split_parts(dict.fromkeys(names, 10), 50)
    after = split_parts(dict.fromkeys([*names, new], 10), 50)
    assert sum(after.get(suffix) != part for suffix, part in before.items()) <= 1


def test_what_is_too_large_alone_is_refused() -> None:
    with pytest.raises(OutputError, match="big: 60 is more than the 50 that fit together"):
        split_parts({"big": 60}, 50)


def test_a_long_group_is_cut_at_its_windows() -> None:
    group = Group("g", MINUTE, (rule(), *[rule("15m")] * 15, *[rule("1h")] * 15))
    assert [(part.name, len(part.rules)) for part in split_group(group)] == [("g", 1), ("g-15m", 15), ("g-1h", 15)]


def test_parts_of_a_group_are_as_late_as_the_whole() -> None:
    group = Group("g", MINUTE, (*[rule("15m")] * 15, *[rule("1h")] * 15), query_offset=MINUTE)
    assert [part.query_offset for part in split_group(group)] == [MINUTE, MINUTE]


def test_a_window_that_is_too_long_by_itself_is_refused() -> None:
    with pytest.raises(OutputError, match="21 rules stay together"):
        split_group(Group("g", MINUTE, (rule("15m"),) * (MOST_RULES + 1)))


def test_alike_groups_are_merged_and_others_left_alone() -> None:
    alone = Group("alone", MINUTE, (rule(),))
    merged = [Group(name, MINUTE, (rule(record=name),), shareable=True) for name in "ab"]
    groups = share([alone, *merged], "disks")
    assert [(group.name, len(group.rules)) for group in groups] == [("alone", 1), ("forecast-disks-avg1m", 2)]
