"""Whether there is room for a pod on the nodes, and what holds a rollout back: a disruption budget, a pause.

https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/ ,
https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
"""

from typing import Any

import pytest
from kubernetes import client

from tests.conformance import documents
from tests.conformance.place import Place, eventually


@pytest.fixture(scope="module")
def core(place: Place) -> Any:
    return client.CoreV1Api(place.api)


def _pods(place: Place, core: Any, name: str) -> list[Any]:
    found: list[Any] = core.list_namespaced_pod(place.namespace, label_selector=f"app={name}").items
    return found


def _condition(of: Any, kind: str) -> Any:
    return next((one for one in of.status.conditions or [] if one.type == kind), None)


def test_a_ready_node_says_what_it_has_to_give(core: Any) -> None:
    nodes = core.list_node().items
    ready = [node for node in nodes if (found := _condition(node, "Ready")) and found.status == "True"]
    assert ready
    assert {"cpu", "memory", "pods"} <= ready[0].status.allocatable.keys()


def test_a_pod_that_fits_is_given_a_node(place: Place, core: Any) -> None:
    place.apply(documents.deployment("fits", cpu="1m"))
    assert eventually(lambda: [bool(pod.spec.node_name) for pod in _pods(place, core, "fits")] == [True])


def test_a_pod_that_fits_nowhere_waits_and_says_so(place: Place, core: Any) -> None:
    place.apply(documents.deployment("giant", memory="64Pi"))

    def unschedulable() -> bool:
        conditions = [_condition(pod, "PodScheduled") for pod in _pods(place, core, "giant")]
        return [(one.status, one.reason) for one in conditions if one] == [("False", "Unschedulable")]

    assert eventually(unschedulable)
    [pod] = _pods(place, core, "giant")
    assert (pod.status.phase, pod.spec.node_name) == ("Pending", None)
    assert "nodes are available" in _condition(pod, "PodScheduled").message


def test_a_disruption_budget_says_how_many_pods_may_go(place: Place) -> None:
    place.apply(documents.deployment("guarded", replicas=2))
    place.apply(documents.disruption_budget("guarded", min_available=2))
    policy: Any = client.PolicyV1Api(place.api)

    def seen() -> Any:
        return policy.read_namespaced_pod_disruption_budget("guarded", place.namespace).status

    assert eventually(lambda: seen().expected_pods == 2)
    assert (seen().desired_healthy, seen().disruptions_allowed) == (2, 0)


def test_a_paused_deployment_rolls_nothing_out(place: Place, apps: Any) -> None:
    place.apply(documents.deployment("paused"))
    body: dict[str, Any] = {"spec": {"paused": True}}
    apps.patch_namespaced_deployment("paused", place.namespace, body)
    template = {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"}}}
    patched = apps.patch_namespaced_deployment("paused", place.namespace, {"spec": {"template": template}})

    def observed() -> bool:
        found = apps.read_namespaced_deployment("paused", place.namespace)
        return bool(found.status.observed_generation == patched.metadata.generation)

    assert eventually(observed)
    assert len(apps.list_namespaced_replica_set(place.namespace, label_selector="app=paused").items) <= 1
