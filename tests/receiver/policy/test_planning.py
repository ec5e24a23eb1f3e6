from receiver.domain.load import Drives, LoadFinding
from receiver.domain.remediation import Outcome
from receiver.policy.planning import planned
from tests.support.builders import (
    approved,
    entry,
    plan,
    remediation,
    remediation_document,
    rollout,
    situation,
    workload,
)


def test_the_plan_is_sized_from_what_is_known() -> None:
    found = planned(situation(workload=workload(replicas=2)))
    assert str(found) == "scale Deployment/shop/web replicas 2→4"


def test_an_approval_bounds_it() -> None:
    asked = situation(entry=entry(remediation={"mode": "approve"}), approval=approved(plan=plan(wanted=2)))
    assert str(planned(asked)) == "scale Deployment/shop/web replicas 1→2"


def test_without_a_workload_or_a_remediation_there_is_none() -> None:
    assert planned(situation(workload=None)) is None
    assert planned(situation(entry=entry(remediation=None))) is None


def _sizing(tried: Outcome, drives: Drives) -> str:
    ladder = entry(remediation={"then": [remediation_document(action="restart")]})
    earlier = remediation(plan=plan(action="scale"), outcome=tried)
    asked = situation(entry=ladder, rollout=rollout(), tried=earlier, load=LoadFinding(drives, ""))
    found = planned(asked)
    assert found is not None
    return found.sizing.partition("; ")[2]


def test_what_led_to_another_rung_is_said_when_it_is_more_than_the_load() -> None:
    assert _sizing(Outcome.NO_EFFECT, Drives.UNKNOWN) == "rung 2 of 2, for scale had no effect (0badcafe)"
    assert _sizing(Outcome.WORKED, Drives.DOES_NOT) == "rung 2 of 2"
