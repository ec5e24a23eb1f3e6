import json
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY

from receiver.domain.decision import Hold
from receiver.domain.target import Target
from receiver.domain.verdict import Assessment, Verdict
from receiver.errors import TemporaryError
from receiver.pipeline.decide import Decide
from receiver.pipeline.work import Work
from receiver.policy.model import ForecastPolicy
from tests.support.builders import NOW_S, TARGET, alert, assessment, entry, labelled, plan
from tests.support.cluster import Deployed, FakeCluster
from tests.support.deciding import deciding
from tests.support.inspector import FakeInspector
from tests.support.stores import Stores


@pytest.fixture
def cluster() -> FakeCluster:
    made = FakeCluster()
    made.deploy(TARGET, "web-1", Deployed(replicas=2))
    return made


@pytest.fixture
def inspector() -> FakeInspector:
    return FakeInspector()


@pytest.fixture
def decide(stores: Stores, cluster: FakeCluster, inspector: FakeInspector) -> Decide:
    return deciding(stores, cluster, inspector)


def _work(stores: Stores, known: ForecastPolicy | None = None, seen: Assessment | None = None, **labels: str) -> Work:
    known = known or entry()
    episode = stores.accepted(labelled(**labels))
    return Work(episode, known, known.alert_for(episode.alert.severity), NOW_S, seen or assessment())


def _hold(work: Work) -> Hold | None:
    assert work.decision is not None
    return work.decision.hold


def test_a_believed_forecast_becomes_a_plan_for_the_owner_of_its_pod(stores: Stores, decide: Decide) -> None:
    decided = decide.run(_work(stores))
    assert _hold(decided) is None
    assert decided.decision is not None
    assert str(decided.decision.plan) == "scale Deployment/shop/web replicas 2→4"


def test_a_target_can_be_named_by_a_label(stores: Stores, decide: Decide, cluster: FakeCluster) -> None:
    cluster.deploy(Target("Deployment", "shop", "api"), "api-1", Deployed(replicas=1))
    rule = {"target": {"kind": "Deployment", "name_label": "deployment"}}
    named = entry(remediation=rule, by=["namespace", "deployment"])
    decided = decide.run(_work(stores, named, deployment="api"))
    assert decided.decision is not None
    assert str(decided.decision.plan) == "scale Deployment/shop/api replicas 1→3"


@pytest.mark.parametrize("label", ["namespace", "pod"])
def test_a_label_that_the_target_needs_and_the_alert_lacks_holds(stores: Stores, decide: Decide, label: str) -> None:
    expected = Hold("target", f"the alert has no label {label!r}, which the policy's target rule needs")
    assert _hold(decide.run(_work(stores, None, None, **{label: ""}))) == expected


@pytest.mark.parametrize("by", [["pod"], ["namespace"]])
def test_a_label_that_did_not_choose_the_series_does_not_choose_the_target(
    stores: Stores, decide: Decide, cluster: FakeCluster, by: list[str]
) -> None:
    hold = _hold(decide.run(_work(stores, entry(by=by))))
    assert hold is not None
    assert hold.reason.endswith("which the policy's target rule needs, is not one of its by-labels")
    assert cluster.reads == 0


def test_a_pod_that_is_gone_holds(stores: Stores, decide: Decide) -> None:
    hold = _hold(decide.run(_work(stores, pod="web-9")))
    assert hold == Hold("target", "read pod shop/web-9: Kubernetes answered 404 Not Found")


def test_while_something_else_holds_the_cluster_is_not_asked(
    stores: Stores, decide: Decide, cluster: FakeCluster
) -> None:
    decide.run(_work(stores, seen=assessment(Verdict.REFUTED)))
    assert cluster.reads == 0


def test_a_cluster_that_cannot_be_asked_is_no_decision(stores: Stores, decide: Decide, cluster: FakeCluster) -> None:
    cluster.fail_before("owner_of", TemporaryError("Kubernetes cannot be reached"))
    work = _work(stores)
    with pytest.raises(TemporaryError):
        decide.run(work)
    assert stores.rows("SELECT 1 FROM evaluations") == []


def test_an_alert_that_the_policy_does_not_know_holds(stores: Stores, decide: Decide) -> None:
    work = Work(stores.accepted(alert()), None, None, NOW_S)
    assert _hold(decide.run(work)) == Hold("policy", "the policy knows no forecast 'memory'")


def test_every_decision_is_recorded_with_what_it_was_made_of(stores: Stores, decide: Decide) -> None:
    decide.run(_work(stores, entry(remediation={"mode": "dry-run"})))
    [(seen, planned, held_by, catalog_hash)] = stores.rows(
        "SELECT assessment, plan, held_by, catalog_hash FROM evaluations"
    )
    assert json.loads(seen)["probability"] == 0.99
    assert (planned, held_by, catalog_hash) == ("scale Deployment/shop/web replicas 2→4", "mode", "abc123")


def _counted(forecast: str) -> float:
    labels = {"forecast": forecast, "guard": "policy"}
    return REGISTRY.get_sample_value("receiver_decisions_total", labels) or 0.0


def test_a_forecast_that_the_policy_does_not_know_makes_no_label_of_its_own(stores: Stores, decide: Decide) -> None:
    before = _counted("unknown")
    decide.run(Work(stores.accepted(labelled(forecast="made-up-by-somebody")), None, None, NOW_S))
    assert (_counted("unknown"), _counted("made-up-by-somebody")) == (before + 1, 0.0)


def test_an_intent_is_decided_about_again_as_if_it_had_not_been_claimed(stores: Stores, decide: Decide) -> None:
    work = _work(stores)
    claimed = stores.intended(work.episode, plan(previous=2, wanted=4))
    assert _hold(decide.run(work)) is not None
    assert decide.reconsider(replace(work, remediation=claimed)).acts
