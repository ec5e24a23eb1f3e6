"""What the port `Cluster` promises about the memory of pods, asked of the fake and of the real adapter."""

import json
from typing import Any

import pytest
from localcluster.resources import DEPLOYMENTS, PODS

from receiver.domain.target import Target
from receiver.errors import ConflictError, NotFoundError, PermanentError
from receiver.ports import Cluster
from tests.support.apiserver import ApiServer, connected
from tests.support.builders import MIB, POD, TARGET
from tests.support.cluster import Box, FakeCluster
from tests.support.loopback import Peer


def _fake() -> Cluster:
    cluster = FakeCluster()
    cluster.boxes[POD] = Box(256 * MIB, 128 * MIB, 256 * MIB, owner=TARGET, template_bytes=200 * MIB)
    return cluster


def _resources(limit: str, request: str) -> dict[str, Any]:
    return {"limits": {"memory": limit}, "requests": {"memory": request}}


def _served(server: ApiServer, resources: dict[str, Any] | None = None, **changes: Any) -> Cluster:
    server.deploy(TARGET, POD.name, replicas=1)
    owner = server.store.get(DEPLOYMENTS, TARGET.namespace, TARGET.name)
    sidecar = {"name": "proxy", "resources": _resources("64Mi", "64Mi")}
    owner["spec"]["template"]["spec"]["containers"] = [
        {"name": "app", "resources": _resources("200Mi", "1Mi")},
        sidecar,
    ]
    server.store.replace(DEPLOYMENTS, owner)
    pod = server.store.get(PODS, POD.namespace, POD.name)
    given = _resources("256Mi", "128Mi") if resources is None else resources
    pod["spec"] = {"nodeName": "node-1", "containers": [{"name": "app", "resources": given}, sidecar]}
    pod["status"] = {"phase": "Running", "containerStatuses": [{**_STATUS, "resources": given}]} | changes
    server.store.replace(PODS, pod)
    return server.kubernetes


_STATUS: dict[str, Any] = {"name": "app", "image": "", "imageID": "", "ready": True, "restartCount": 0}


@pytest.fixture(params=["fake", "server"])
def cluster(request: pytest.FixtureRequest) -> Cluster:
    return _fake() if request.param == "fake" else _served(request.getfixturevalue("server"))


def test_a_container_is_read_with_its_memory_and_that_of_the_next_pods(cluster: Cluster) -> None:
    read = cluster.memory(POD, "app")
    assert (read.limit_bytes, read.request_bytes, read.actual_bytes) == (256 * MIB, 128 * MIB, 256 * MIB)
    assert (read.owner, read.template_bytes, read.node) == (TARGET, 200 * MIB, "node-1")
    assert (read.phase, read.resizable, read.pending, read.infeasible) == ("Running", True, "", False)


def test_a_resize_is_absolute_and_under_the_version_of_the_annotation(cluster: Cluster) -> None:
    version = cluster.annotate_pod(POD, {"a": "1"}, cluster.memory(POD, "app").resource_version)
    cluster.set_memory(POD, "app", 384 * MIB, 256 * MIB, version)
    read = cluster.memory(POD, "app")
    assert (read.limit_bytes, read.request_bytes, read.actual_bytes) == (384 * MIB, 256 * MIB, 256 * MIB)
    assert read.annotations["a"] == "1"


def test_a_version_that_is_not_the_newest_is_a_conflict(cluster: Cluster) -> None:
    stale = cluster.memory(POD, "app").resource_version
    cluster.annotate_pod(POD, {"a": "1"}, stale)
    with pytest.raises(ConflictError):
        cluster.annotate_pod(POD, {"a": "2"}, stale)
    with pytest.raises(ConflictError):
        cluster.set_memory(POD, "app", 384 * MIB, 256 * MIB, stale)
    assert cluster.memory(POD, "app").limit_bytes == 256 * MIB


def test_a_pod_that_is_not_there_is_not_found(cluster: Cluster) -> None:
    with pytest.raises(NotFoundError):
        cluster.memory(Target("Pod", "shop", "web-9"), "app")


def test_the_other_containers_keep_what_they_have(server: ApiServer) -> None:
    cluster = _served(server)
    cluster.set_memory(POD, "app", 384 * MIB, 256 * MIB, cluster.memory(POD, "app").resource_version)
    assert cluster.memory(POD, "proxy").limit_bytes == 64 * MIB


def test_a_container_that_is_not_there_is_said_so(server: ApiServer) -> None:
    with pytest.raises(PermanentError, match="Pod/shop/web-1 has no container 'db'"):
        _served(server).memory(POD, "db")


@pytest.mark.parametrize(
    ("resources", "limit", "request_bytes"),
    [
        ({}, None, 0),
        ({"limits": {"memory": "1Gi"}}, 1024 * MIB, 1024 * MIB),
        ({"requests": {"memory": "1Mi"}}, None, MIB),
    ],
)
def test_what_a_container_does_not_say_follows_from_what_it_does(
    server: ApiServer, resources: dict[str, Any], limit: int | None, request_bytes: int
) -> None:
    read = _served(server, resources).memory(POD, "app")
    assert (read.limit_bytes, read.request_bytes) == (limit, request_bytes)


def test_what_a_resize_waits_for_is_told(server: ApiServer) -> None:
    conditions = [
        {"type": "Ready", "status": "True"},
        {"type": "PodResizePending", "status": "True", "reason": "Infeasible", "message": "too large"},
        {"type": "PodResizeInProgress", "status": "False"},
    ]
    read = _served(server, conditions=conditions).memory(POD, "app")
    assert (read.pending, read.infeasible) == ("PodResizePending Infeasible too large", True)


def test_a_pod_that_nobody_makes_owes_nothing(server: ApiServer) -> None:
    server.create(PODS, POD.namespace, POD.name, spec={"containers": [{"name": "app"}]}, status={})
    read = server.kubernetes.memory(POD, "app")
    assert (read.owner, read.template_bytes, read.phase) == (None, None, "Pending")


def test_a_cluster_without_the_subresource_says_so(peer: Peer) -> None:
    pod = {"metadata": {"name": "web-1", "resourceVersion": "1"}, "spec": {"containers": [{"name": "app"}]}}
    served = [{"name": "pods", "kind": "Pod", "namespaced": True, "singularName": "pod", "verbs": ["get"]}]
    peer.answers(
        json.dumps({**pod, "groupVersion": "v1", "resources": served}), content_type="application/json"
    )  # it answers both questions
    assert connected(peer.url).memory(POD, "app").resizable is False


def test_a_refusal_names_the_reason(server: ApiServer) -> None:
    cluster = _served(server)
    with pytest.raises(PermanentError, match=r"resize Pod/shop/web-1: .* 422 .*less than or equal to its limit"):
        cluster.set_memory(POD, "app", 256 * MIB, 512 * MIB, cluster.memory(POD, "app").resource_version)
