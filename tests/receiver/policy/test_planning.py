from receiver.policy.planning import planned
from tests.support.builders import approved, entry, plan, situation, workload


def test_the_plan_is_sized_from_what_is_known() -> None:
    found = planned(situation(workload=workload(replicas=2)))
    assert str(found) == "scale Deployment/shop/web replicas 2→4"


def test_an_approval_bounds_it() -> None:
    asked = situation(entry=entry(remediation={"mode": "approve"}), approval=approved(plan=plan(wanted=2)))
    assert str(planned(asked)) == "scale Deployment/shop/web replicas 1→2"


def test_without_a_workload_or_a_remediation_there_is_none() -> None:
    assert planned(situation(workload=None)) is None
    assert planned(situation(entry=entry(remediation=None))) is None
