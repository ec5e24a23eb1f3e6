from receiver.domain.decision import Hold
from receiver.policy.guards import bounds
from tests.support.builders import GIB, autoscaler, expansion, plan, situation, volume_entry, volume_situation, workload


def test_a_plan_that_raises_the_count_passes() -> None:
    assert bounds.check(situation(workload=workload(replicas=1), plan=plan(wanted=3))) is None


def test_a_plan_that_raises_nothing_holds_with_the_count_and_the_bound() -> None:
    full = situation(
        workload=workload(replicas=12),
        plan=plan(previous=12, wanted=12, sizing="forecast asks for 15 replicas, clipped to 12 by max_replicas"),
    )
    reason = "Deployment/shop/web already has 12 replicas; forecast asks for 15 replicas, clipped to 12 by max_replicas"
    assert Hold("bounds", reason) == bounds.check(full)


def test_a_floor_below_what_the_autoscaler_already_runs_holds() -> None:
    busy = workload(replicas=8, autoscaler=autoscaler(min_replicas=2))
    hold = bounds.check(situation(workload=busy, plan=plan(field="minReplicas", previous=2, wanted=5)))
    assert hold is not None
    assert hold.guard == "bounds"


def test_without_a_plan_it_is_another_guards_matter() -> None:
    assert bounds.check(situation(workload=None, plan=None)) is None


def test_bytes_are_raised_only_under_a_bound_that_a_person_wrote() -> None:
    unbounded = volume_situation(entry=volume_entry(max_bytes=None))
    hold = bounds.check(unbounded)
    assert hold is not None
    assert hold.reason.startswith("the policy names no max_bytes, without which nothing is made larger")
    assert bounds.check(volume_situation()) is None


def test_a_volume_at_its_bound_holds_and_says_how_large_it_is() -> None:
    full = expansion(wanted=10 * GIB, sizing="forecast asks for 14 GiB to last 9 h, clipped to 10 GiB by max_bytes")
    hold = bounds.check(volume_situation(plan=full))
    assert hold is not None
    assert hold.reason.startswith("PersistentVolumeClaim/shop/data-0 already has 10 GiB; forecast asks for 14 GiB")


def test_an_act_without_a_value_has_no_bound() -> None:
    assert bounds.check(situation(plan=plan(action="restart", previous=0, wanted=0))) is None
