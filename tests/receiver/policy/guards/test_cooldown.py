from dataclasses import replace

from receiver.domain.decision import Hold
from receiver.domain.remediation import State
from receiver.policy.guards import cooldown
from tests.support.builders import (
    NOW_S,
    entry,
    expansion,
    remediation,
    situation,
    volume,
    volume_entry,
    volume_situation,
)


def test_a_target_that_was_never_acted_on_passes() -> None:
    assert cooldown.check(situation(last=None)) is None


def test_an_action_within_the_cooldown_holds_with_both_durations() -> None:
    recent = situation(last=remediation(created_at_s=NOW_S - 100), entry=entry(remediation={"cooldown_s": 900}))
    assert Hold("cooldown", "acted 100 s ago (0badcafe); the cooldown is 900 s") == cooldown.check(recent)


def test_exactly_after_the_cooldown_it_passes() -> None:
    over = situation(last=remediation(created_at_s=NOW_S - 900), entry=entry(remediation={"cooldown_s": 900}))
    assert cooldown.check(over) is None


def test_an_entry_without_a_remediation_is_another_guards_matter() -> None:
    assert cooldown.check(situation(last=remediation(), entry=entry(remediation=None))) is None


def test_a_volume_waits_as_long_as_its_class_wants() -> None:
    grown = remediation(plan=expansion(), created_at_s=NOW_S - 5 * 3600, state=State.DONE)
    seen = volume_situation(last=grown, entry=volume_entry(cooldown_s=60.0))
    assert cooldown.check(seen) is None
    hold = cooldown.check(replace(seen, volume=volume(provisioner="ebs.csi.aws.com")))
    assert hold is not None
    assert hold.reason.endswith("the cooldown is 21600 s")
