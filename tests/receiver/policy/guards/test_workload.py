from typing import Any

import pytest

from receiver.domain.decision import Hold
from receiver.domain.target import Target
from receiver.policy.guards import workload
from tests.support import builders
from tests.support.builders import situation


@pytest.mark.parametrize("replicas", [1, 2, 50])
def test_a_rolling_deployment_passes_even_at_one_replica(replicas: int) -> None:
    assert workload.check(situation(workload=builders.workload(replicas=replicas))) is None


def test_a_rollout_of_argo_passes_like_a_deployment() -> None:
    rollout = builders.workload(target=Target("Rollout.argoproj.io", "shop", "web"))
    assert workload.check(situation(workload=rollout)) is None


NEVER = [
    ({"replicas": 0}, "Deployment/shop/web is scaled to zero; it is never started from here"),
    ({"paused": True}, "Deployment/shop/web is paused"),
]
BY_A_PERSON = [
    ({"recreate": True}, "Deployment/shop/web forbids pods side by side (strategy Recreate)"),
    ({"target": Target("StatefulSet", "shop", "db")}, "StatefulSet/shop/db is a StatefulSet: it may be a quorum"),
    (
        {"target": Target("StatefulSet", "shop", "x"), "labels": {"app.kubernetes.io/name": "etcd"}},
        "StatefulSet/shop/x is etcd, a quorum",
    ),
    ({"labels": {"app": "zookeeper"}}, "Deployment/shop/web is zookeeper, a quorum"),
    (
        {"target": Target("KafkaNodePool.kafka.strimzi.io", "shop", "brokers")},
        "KafkaNodePool.kafka.strimzi.io/shop/brokers is a KafkaNodePool.kafka.strimzi.io: it may be a quorum",
    ),
]


@pytest.mark.parametrize("mode", ["auto", "dry-run", "approve"])
@pytest.mark.parametrize(("changes", "reason"), NEVER)
def test_a_workload_that_nobody_runs_holds_in_every_mode(changes: dict[str, Any], reason: str, mode: str) -> None:
    held = situation(workload=builders.workload(**changes), entry=builders.entry(remediation={"mode": mode}))
    assert Hold("workload", reason) == workload.check(held)


@pytest.mark.parametrize("mode", ["auto", "dry-run"])
@pytest.mark.parametrize(("changes", "reason"), BY_A_PERSON)
def test_a_singleton_or_a_quorum_holds_unless_a_person_is_asked(
    changes: dict[str, Any], reason: str, mode: str
) -> None:
    held = situation(workload=builders.workload(**changes), entry=builders.entry(remediation={"mode": mode}))
    assert Hold("workload", f"{reason}; a person decides (mode approve)") == workload.check(held)


@pytest.mark.parametrize("changes", [changes for changes, _ in BY_A_PERSON])
def test_with_a_person_to_ask_it_passes_to_the_approval(changes: dict[str, Any]) -> None:
    asked = situation(workload=builders.workload(**changes), entry=builders.entry(remediation={"mode": "approve"}))
    assert workload.check(asked) is None


def test_what_only_talks_to_a_quorum_is_none() -> None:
    exporter = builders.workload(
        target=Target("Deployment", "shop", "kafka-exporter"), labels={"app": "kafka-exporter"}
    )
    assert workload.check(situation(workload=exporter)) is None


def test_a_workload_that_was_not_read_is_another_guards_matter() -> None:
    assert workload.check(situation(workload=None)) is None
