"""What is named as being in the way, all at once, and what is only noted."""

from receiver.domain.surroundings import DisruptionBudget, Quota, Right, Room, Surroundings, Unseen
from receiver.policy.model import RemediationPolicy
from receiver.policy.preflight import added_pods, notes, obstacles
from tests.support.builders import plan, remediation_document, rollout, situation, workload
from tests.support.inspector import shape

POLICY = RemediationPolicy.model_validate(remediation_document())


def test_nothing_in_the_way_is_nothing_to_say() -> None:
    assert (obstacles(plan(), POLICY, Surroundings()), notes(Surroundings())) == ((), ())


def test_every_obstacle_is_named_at_once() -> None:
    seen = Surroundings(
        missing=(Right("patch", "Deployment", "scale"),),
        added=2,
        pod=shape(),
        quotas=(Quota("q", {"pods": 3.0}, {"pods": 2.0}),),
        room=Room(0, 1, {"cordoned": 1}),
    )
    assert obstacles(plan(), POLICY, seen) == (
        "the receiver's Role in namespace shop lacks: patch Deployment/scale",
        "ResourceQuota q: pods 2 used and 2 more needed of 3",
        "the nodes have room for 0 of 2 more pods (each asks for 500m cpu, 1 GiB memory): 1 nodes, 1 cordoned",
    )


def test_a_refused_dry_run_is_named() -> None:
    seen = Surroundings(refusal="scale: Kubernetes answered 403 Forbidden: denied by policy")
    assert obstacles(plan(), POLICY, seen) == (
        "a dry run of the change was refused: scale: Kubernetes answered 403 Forbidden: denied by policy",
    )


def test_who_cannot_find_out_what_it_may_does_not_act() -> None:
    assert obstacles(plan(), POLICY, Surroundings(missing=Unseen("403"))) == ("its rights could not be looked at: 403",)


def test_where_nodes_are_added_when_needed_their_lack_is_no_obstacle() -> None:
    growing = RemediationPolicy.model_validate(remediation_document(nodes="autoscaled"))
    full = Surroundings(added=1, pod=shape(), room=Room(0, 1, {}))
    assert (len(obstacles(plan(), POLICY, full)), obstacles(plan(), growing, full)) == (1, ())


def test_a_budget_is_in_the_way_of_who_takes_pods_away_only() -> None:
    spent = Surroundings(disruption_budgets=(DisruptionBudget("db", 0), DisruptionBudget("web", 1)))
    restart = plan(action="restart", field="restartedAt", previous=0, wanted=0)
    assert obstacles(restart, POLICY, spent) == ("PodDisruptionBudget db allows no pod to go now",)
    assert obstacles(plan(), POLICY, spent) == ()


def test_what_could_not_be_looked_at_is_noted_and_no_obstacle() -> None:
    gone = Unseen("list nodes: Kubernetes answered 403 Forbidden")
    seen = Surroundings(added=1, pod=shape(), room=gone, quotas=gone)
    assert obstacles(plan(), POLICY, seen) == ()
    assert notes(seen) == (
        "ResourceQuotas could not be looked at: list nodes: Kubernetes answered 403 Forbidden",
        "room on the nodes could not be looked at: list nodes: Kubernetes answered 403 Forbidden",
    )


def test_pods_are_added_up_to_what_is_wanted_from_what_runs() -> None:
    assert added_pods(plan(wanted=5), situation(workload=workload(replicas=3))) == 2
    assert added_pods(plan(wanted=5), situation(workload=workload(replicas=7))) == 0  # an HPA runs more than its floor
    assert added_pods(plan(action="expand-volume", wanted=5), situation()) == 0


def test_a_restart_adds_pods_for_a_while() -> None:
    restart = plan(action="restart", field="restartedAt", previous=0, wanted=0)
    assert added_pods(restart, situation(rollout=rollout(surge=2))) == 2
