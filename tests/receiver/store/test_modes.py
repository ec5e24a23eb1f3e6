from receiver.clock import FrozenClock
from receiver.domain.mode import Mode, ModeLimit
from tests.support.builders import NOW_S, entry
from tests.support.stores import Stores


def test_what_nobody_bounds_is_not_bounded_and_what_must_be_earned_begins_at_nothing(stores: Stores) -> None:
    assert stores.modes.limit("memory", earned=False) is None
    assert stores.modes.limit("memory", earned=True) == ModeLimit(Mode.DRY_RUN, "no more is earned yet", pinned=False)
    assert stores.modes.level("memory") == (Mode.DRY_RUN, float("-inf"))


def test_what_was_earned_holds_where_it_must_be_earned(stores: Stores, clock: FrozenClock) -> None:
    clock.advance(5.0)
    assert stores.modes.earn("memory", Mode.APPROVE, "good", [{"true": 20}])
    assert stores.modes.limit("memory", earned=True) == ModeLimit(Mode.APPROVE, "good", pinned=False)
    assert stores.modes.limit("memory", earned=False) is None
    assert stores.modes.limit("disk", earned=True) == ModeLimit(Mode.DRY_RUN, "no more is earned yet", pinned=False)
    assert stores.modes.level("memory") == (Mode.APPROVE, NOW_S + 5.0)


def test_a_persons_word_stands_above_the_scorecard_until_it_is_taken_back(stores: Stores) -> None:
    stores.modes.earn("memory", Mode.AUTO, "good", [])
    stores.modes.pin("memory", Mode.DRY_RUN, "alice", "release day")
    stores.modes.earn("memory", Mode.APPROVE, "better", [])
    held = ModeLimit(Mode.DRY_RUN, "set by alice: release day", pinned=True)
    assert [stores.modes.limit("memory", earned=earned) for earned in (True, False)] == [held, held]
    stores.modes.pin("memory", None, "bob", "")
    assert stores.modes.limit("memory", earned=True) == ModeLimit(Mode.APPROVE, "better", pinned=False)
    assert stores.modes.limit("memory", earned=False) is None


def test_what_is_in_force_is_the_lower_of_what_the_catalog_says_and_what_bounds_it(stores: Stores) -> None:
    trusted = entry(remediation={"mode": "approve"}).remediation
    assert stores.modes.in_force("memory", trusted) == (Mode.APPROVE, "the catalog says so")
    stores.modes.pin("memory", Mode.AUTO, "alice", "why not")
    assert stores.modes.in_force("memory", trusted) == (Mode.APPROVE, "catalog: approve; set by alice: why not")
    stores.modes.pin("memory", Mode.DRY_RUN, "alice", "release day")
    assert stores.modes.in_force("memory", trusted) == (Mode.DRY_RUN, "catalog: approve; set by alice: release day")
    assert stores.modes.in_force("memory", entry(remediation={"action": "none"}).remediation) is None
    assert stores.modes.in_force("memory", None) is None


def test_the_second_to_come_to_the_same_conclusion_changes_nothing(stores: Stores) -> None:
    assert not stores.modes.earn("memory", Mode.DRY_RUN, "bad", [])
    assert [stores.modes.earn("memory", Mode.APPROVE, "good", []) for _ in range(2)] == [True, False]
    assert len(stores.modes.changes()) == 1


def test_every_change_is_kept_with_who_when_why_and_on_what_evidence(stores: Stores, clock: FrozenClock) -> None:
    stores.modes.earn("memory", Mode.APPROVE, "good", [{"true": 20}])
    clock.advance(10.0)
    stores.modes.pin("disk", Mode.DRY_RUN, "alice", "release day")
    stores.modes.pin("disk", None, "alice", "over")
    found = [(one.forecast, one.by, one.mode, one.reason, one.at_s - NOW_S) for one in stores.modes.changes()]
    assert found == [
        ("memory", "scorecard", Mode.APPROVE, "good", 0.0),
        ("disk", "alice", Mode.DRY_RUN, "release day", 10.0),
        ("disk", "alice", None, "over", 10.0),
    ]
    assert stores.modes.changes(forecast="memory")[0].evidence == ({"true": 20},)
    assert len(stores.modes.changes(since_s=NOW_S + 1)) == 2


def test_what_was_told_is_not_told_again(stores: Stores) -> None:
    stores.modes.earn("memory", Mode.APPROVE, "good", [])
    stores.modes.pin("memory", Mode.DRY_RUN, "alice", "")
    [first, _] = stores.modes.untold()
    stores.modes.told(first)
    assert [one.by for one in stores.modes.untold()] == ["alice"]
