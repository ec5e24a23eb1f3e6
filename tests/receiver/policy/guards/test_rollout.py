import pytest

from receiver.domain.decision import Hold
from receiver.policy.guards import rollout as guard
from tests.support.builders import assessment, rollout, situation, workload


def test_a_workload_at_rest_with_time_to_spare_passes() -> None:
    assert guard.check(situation(rollout=rollout())) is None


def test_an_action_that_replaces_no_pods_passes() -> None:
    assert guard.check(situation(rollout=None)) is None


def test_nothing_is_restarted_on_top_of_a_rollout() -> None:
    expected = "a rollout of Deployment/shop/web is not finished: it is Degraded"
    assert guard.check(situation(rollout=rollout(unfinished="it is Degraded"))) == Hold("rollout", expected)


def test_pods_that_only_people_delete_are_not_restarted() -> None:
    expected = "Deployment/shop/web replaces no pod by itself (update strategy OnDelete)"
    assert guard.check(situation(rollout=rollout(by_hand=True))) == Hold("rollout", expected)


@pytest.mark.parametrize(
    ("replicas", "at_once", "held"), [(39, 1, False), (40, 1, True), (40, 2, False), (79, 2, True)]
)
def test_a_restart_must_be_over_before_the_resource_may_run_out(replicas: int, at_once: int, held: bool) -> None:
    slow = rollout(workload=workload(replicas=replicas), at_once=at_once)
    hold = guard.check(situation(rollout=slow, assessment=assessment(eta_lower_s=800.0)))
    assert (hold is not None) is held


def test_the_numbers_are_said() -> None:
    hold = guard.check(situation(rollout=rollout(pod_s=300.0)))
    assert hold == Hold(
        "rollout",
        "a restart of Deployment/shop/web takes about 900 s (3 pods, 1 at a time, 300 s each), "
        "and the resource may run out in 800 s",
    )
