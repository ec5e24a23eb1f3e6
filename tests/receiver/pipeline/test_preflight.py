"""What is looked at before an action, and what a look that fails does to it."""

import pytest

from receiver.domain.decision import Plan
from receiver.domain.surroundings import Right, Room, Surroundings, Unseen
from receiver.errors import ConflictError, PermanentError, TemporaryError
from receiver.pipeline.preflight import Preflight
from receiver.policy.model import RemediationPolicy
from tests.support.builders import TARGET, entry, plan, remediation, situation
from tests.support.cluster import Deployed, FakeCluster
from tests.support.inspector import FakeInspector, preflight


@pytest.fixture
def cluster() -> FakeCluster:
    made = FakeCluster()
    made.deploy(TARGET, "web-1", Deployed(replicas=1))
    return made


@pytest.fixture
def inspector() -> FakeInspector:
    return FakeInspector()


@pytest.fixture
def look(cluster: FakeCluster, inspector: FakeInspector) -> Preflight:
    return preflight(cluster, inspector)


def _policy() -> RemediationPolicy:
    policy = entry().remediation
    assert policy is not None
    return policy


def _seen(look: Preflight, planned: Plan | None = None) -> Surroundings:
    return look.look(situation(plan=planned or plan()), _policy())


def test_the_change_is_rehearsed_and_not_made(look: Preflight, cluster: FakeCluster) -> None:
    seen = _seen(look)
    assert (seen.refusal, seen.missing, seen.added, seen.room) == ("", (), 2, Room(16, 1, {}))
    assert (cluster.calls, cluster.deployed[TARGET]) == ([], Deployed(replicas=1))


def test_a_change_that_the_cluster_would_refuse_is_seen_before(look: Preflight, cluster: FakeCluster) -> None:
    cluster.dry_run_refusal = PermanentError("scale: Kubernetes answered 403 Forbidden: denied by policy")
    assert _seen(look).refusal == "scale: Kubernetes answered 403 Forbidden: denied by policy"


def test_an_intent_that_was_begun_is_rehearsed_as_it_stands(look: Preflight, cluster: FakeCluster) -> None:
    begun = remediation(id="be90", plan=plan(previous=1, wanted=5))
    lent = '{"id": "be90", "previous": 1, "wanted": 5}'
    cluster.deployed[TARGET] = Deployed(replicas=3, annotations={"predictive-reliability-engine.io/lease": lent})
    assert look.look(situation(), _policy(), begun).refusal == ""
    assert "changed since the decision" in _seen(look).refusal


def test_the_rights_of_the_action_are_asked_for(look: Preflight, inspector: FakeInspector) -> None:
    inspector.lacks = {Right("patch", "Deployment", "scale")}
    assert _seen(look).missing == (Right("patch", "Deployment", "scale"),)
    assert inspector.asked == [Right("patch", "Deployment"), Right("patch", "Deployment", "scale")]


def test_who_may_not_ask_for_its_rights_has_none(look: Preflight, inspector: FakeInspector) -> None:
    inspector.errors["missing"] = PermanentError("403")
    assert _seen(look).missing == Unseen("403")


@pytest.mark.parametrize("error", [TemporaryError("503"), ConflictError("409")])
def test_a_required_look_that_fails_for_now_is_tried_again(
    look: Preflight, cluster: FakeCluster, inspector: FakeInspector, error: TemporaryError
) -> None:
    inspector.errors["missing"] = error
    with pytest.raises(TemporaryError):
        _seen(look)


@pytest.mark.parametrize("error", [PermanentError("403"), TemporaryError("504")])
@pytest.mark.parametrize(
    ("method", "part"),
    [("nodes", "room"), ("quotas", "quotas"), ("limit_ranges", "limit_ranges"), ("pod_shape", "pod")],
)
def test_an_optional_look_that_fails_is_noted(
    look: Preflight, inspector: FakeInspector, method: str, part: str, error: Exception
) -> None:
    inspector.errors[method] = error
    assert getattr(_seen(look), part) == Unseen(str(error))


def test_where_no_pod_is_added_or_replaced_nothing_around_is_looked_at(
    look: Preflight, inspector: FakeInspector
) -> None:
    inspector.errors = {method: PermanentError("asked") for method in ("pod_shape", "nodes", "quotas")}
    assert _seen(look, plan(previous=1, wanted=1)).pod is None


def test_no_plan_no_look(look: Preflight, inspector: FakeInspector) -> None:
    assert look.look(situation(plan=None), _policy()) == Surroundings()
    assert inspector.asked == []
