"""A running pod's containers can be given more, through `resize` only, and the kubelet says what becomes of it.

https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
"""

import functools
from typing import Any

import pytest
from kubernetes import client

from tests.conformance import documents
from tests.conformance.conftest import Refusal
from tests.conformance.place import Place, eventually

STRATEGIC = "application/strategic-merge-patch+json"


@pytest.fixture(scope="module")
def core(place: Place) -> Any:
    core: Any = client.CoreV1Api(place.api)
    served = {one.name for one in core.get_api_resources().resources}
    if "pods/resize" not in served:
        pytest.skip("this cluster resizes no pods in place (Kubernetes 1.33 and later do)")
    return core


def _pod(place: Place, core: Any, name: str) -> Any:
    """The pod of a fresh Deployment that asks for 32Mi and may use 64Mi, once it runs with that."""
    made = documents.deployment(name, memory="32Mi")
    made["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"] = {"memory": "64Mi"}
    place.apply(made)

    def found() -> Any:
        return core.list_namespaced_pod(place.namespace, label_selector=f"app={name}").items

    assert eventually(lambda: bool(found()) and _limit(found()[0]) == "64Mi")
    return found()[0]


def _limit(pod: Any) -> str | None:
    """What the container runs with."""
    [status] = pod.status.container_statuses or [None]
    return status.resources.limits["memory"] if status and status.resources and status.resources.limits else None


def _resize(place: Place, core: Any, name: str, limit: str, request: str, **metadata: str) -> Any:
    resources = {"limits": {"memory": limit}, "requests": {"memory": request}}
    body = {"metadata": metadata, "spec": {"containers": [{"name": "pause", "resources": resources}]}}
    return core.patch_namespaced_pod_resize(name, place.namespace, body, _content_type=STRATEGIC)


def test_a_raised_limit_becomes_what_the_container_runs_with(place: Place, core: Any) -> None:
    name = _pod(place, core, "raised").metadata.name
    resized = _resize(place, core, name, "96Mi", "64Mi")
    assert resized.spec.containers[0].resources.limits["memory"] == "96Mi"
    assert eventually(lambda: _limit(core.read_namespaced_pod(name, place.namespace)) == "96Mi")


def test_a_dry_run_of_it_stores_nothing(place: Place, core: Any) -> None:
    pod = _pod(place, core, "rehearsed")
    body = {"spec": {"containers": [{"name": "pause", "resources": {"limits": {"memory": "96Mi"}}}]}}
    resize = core.patch_namespaced_pod_resize
    tried = resize(pod.metadata.name, place.namespace, body, dry_run="All", _content_type=STRATEGIC)
    assert tried.spec.containers[0].resources.limits["memory"] == "96Mi"
    found = core.read_namespaced_pod(pod.metadata.name, place.namespace)
    assert found.spec.containers[0].resources.limits["memory"] == "64Mi"


def test_more_than_the_node_has_is_infeasible(place: Place, core: Any) -> None:
    name = _pod(place, core, "infeasible").metadata.name
    _resize(place, core, name, "64Pi", "64Pi")

    def pending() -> list[tuple[str, str]]:
        conditions = core.read_namespaced_pod(name, place.namespace).status.conditions or []
        return [(one.status, one.reason) for one in conditions if one.type == "PodResizePending"]

    assert eventually(lambda: pending() == [("True", "Infeasible")])
    assert _limit(core.read_namespaced_pod(name, place.namespace)) == "64Mi"


def test_a_stale_version_is_a_conflict(place: Place, core: Any, refusal: Refusal) -> None:
    pod = _pod(place, core, "stale")
    body = {"metadata": {"annotations": {"who": "first"}}}
    core.patch_namespaced_pod(pod.metadata.name, place.namespace, body)
    late = functools.partial(_resize, place, core, pod.metadata.name, "96Mi", "64Mi")
    assert refusal(lambda: late(resourceVersion=pod.metadata.resource_version)) == (409, "Conflict")


def test_a_limit_below_the_request_is_invalid(place: Place, core: Any, refusal: Refusal) -> None:
    name = _pod(place, core, "invalid").metadata.name
    assert refusal(lambda: _resize(place, core, name, "64Mi", "96Mi")) == (422, "Invalid")


def test_what_a_pod_asks_for_changes_in_no_other_way(place: Place, core: Any, refusal: Refusal) -> None:
    name = _pod(place, core, "immutable").metadata.name
    resources = {"limits": {"memory": "96Mi"}}
    body = {"spec": {"containers": [{"name": "pause", "resources": resources}]}}
    patch = functools.partial(core.patch_namespaced_pod, name, place.namespace, body, _content_type=STRATEGIC)
    assert refusal(patch) == (422, "Invalid")


def test_nothing_else_changes_through_it(place: Place, core: Any) -> None:
    name = _pod(place, core, "only").metadata.name
    _resize(place, core, name, "96Mi", "64Mi", labels={"sneaky": "yes"})  # type: ignore[arg-type]
    assert "sneaky" not in core.read_namespaced_pod(name, place.namespace).metadata.labels
