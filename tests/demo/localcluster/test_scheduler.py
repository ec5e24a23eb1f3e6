from typing import Any

import pytest
from localcluster import objects, scheduler
from localcluster.resources import EVENTS, NODES, PODS
from localcluster.store import Store


def node(name: str, **spec: Any) -> dict[str, Any]:
    return {**objects.node(name, cpu="2", memory="4Gi", pods="2"), "spec": spec}


def scheduled(*nodes: dict[str, Any], cpu: str = "1", pods: int = 1, **spec: Any) -> list[str]:
    """Where so many equal pods end up, or why the last does not."""
    store = Store()
    for one in nodes:
        store.create(NODES, one)
    for number in range(pods):
        container = {"name": "app", "resources": {"requests": {"cpu": cpu}}}
        metadata = {"name": f"web-{number}", "namespace": "demo"}
        store.create(
            PODS, {"metadata": metadata, "spec": {"containers": [container], **spec}, "status": {"phase": "Pending"}}
        )
    scheduler.schedule(store)
    found = store.list(PODS)
    assert len(store.list(EVENTS)) == sum("nodeName" not in pod["spec"] for pod in found)
    return [
        pod["spec"].get("nodeName") or objects.condition(pod, "PodScheduled")["message"].partition("available: ")[2]
        for pod in found
    ]


def test_pods_fill_one_node_then_the_next() -> None:
    assert scheduled(node("a"), node("b"), pods=3) == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"unschedulable": True}, "1 node(s) were unschedulable."),
        ({"taints": [{"key": "gpu", "effect": "NoSchedule"}]}, "1 node(s) had untolerated taint {gpu: }."),
    ],
)
def test_a_node_that_takes_no_pods_is_left_out(spec: dict[str, Any], reason: str) -> None:
    assert scheduled(node("a", **spec)) == [reason]
    assert scheduled(node("a", **spec), node("b")) == ["b"]


@pytest.mark.parametrize("toleration", [{"operator": "Exists"}, {"key": "gpu", "operator": "Exists"}, {"key": "gpu"}])
def test_a_tolerated_taint_is_no_obstacle(toleration: dict[str, str]) -> None:
    tainted = node("a", taints=[{"key": "gpu", "effect": "NoSchedule"}])
    assert scheduled(tainted, tolerations=[toleration]) == ["a"]


def test_a_pod_goes_only_where_its_selector_points() -> None:
    assert scheduled(node("a"), node("b"), nodeSelector={"kubernetes.io/hostname": "b"}) == ["b"]


@pytest.mark.parametrize(("cpu", "pods", "reason"), [("3", 1, "1 Insufficient cpu."), ("100m", 3, "1 Too many pods.")])
def test_what_does_not_fit_waits_and_says_why(cpu: str, pods: int, reason: str) -> None:
    assert scheduled(node("a"), cpu=cpu, pods=pods)[-1] == reason


def test_without_nodes_everything_waits() -> None:
    assert scheduled() == ["no nodes available."]
