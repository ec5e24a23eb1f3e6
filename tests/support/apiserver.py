"""The demo's stand-in for the Kubernetes API, without its kubelet: objects, versions and conflicts over HTTP, no processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kubernetes import client
from localcluster.access import Access
from localcluster.api import create_app
from localcluster.resources import DEPLOYMENTS, HPAS, PODS, REPLICASETS, Resource
from localcluster.store import Store
from loopback.server import LoopbackServer

from receiver.clients.kubernetes import Kubernetes, configuration
from receiver.domain.target import Target


class ApiServer:
    """A cluster with one Deployment `shop/web` that owns the pod `web-1`."""

    def __init__(self, store: Store, access: Access, kubernetes: Kubernetes) -> None:
        self.store = store
        self.access = access
        self.kubernetes = kubernetes

    def deploy(self, target: Target, pod: str, replicas: int) -> None:
        """Create a Deployment, its ReplicaSet and one of its pods."""
        self._create(DEPLOYMENTS, target, target.name, spec=_deployment(target.name, replicas))
        self._create(REPLICASETS, target, f"{target.name}-5f7", owner=(target.kind, target.name), spec=_empty_spec())
        self._create(PODS, target, pod, owner=("ReplicaSet", f"{target.name}-5f7"), spec={"containers": []})

    def autoscale(self, target: Target, name: str, min_replicas: int, max_replicas: int) -> None:
        """Create an HPA above a Deployment."""
        reference = {"apiVersion": "apps/v1", "kind": target.kind, "name": target.name}
        spec = {"scaleTargetRef": reference, "minReplicas": min_replicas, "maxReplicas": max_replicas}
        self._create(HPAS, target, name, spec=spec, status={"currentReplicas": 0, "desiredReplicas": 0})

    def touch(self, target: Target) -> None:
        """Let somebody else write the Deployment."""
        found = self.store.get(DEPLOYMENTS, target.namespace, target.name)
        found["metadata"].setdefault("labels", {})["touched"] = found["metadata"]["resourceVersion"]
        self.store.replace(DEPLOYMENTS, found)

    def _create(
        self,
        resource: Resource,
        target: Target,
        name: str,
        *,
        owner: tuple[str, str] | None = None,
        **parts: dict[str, Any],
    ) -> None:
        metadata: dict[str, Any] = {"name": name, "namespace": target.namespace}
        if owner:
            reference = {"apiVersion": "apps/v1", "kind": owner[0], "name": owner[1], "uid": "u", "controller": True}
            metadata["ownerReferences"] = [reference]
        self.store.create(resource, {"metadata": metadata, **parts})


def connected(url: str, token: str = "", timeout_s: float = 5.0) -> Kubernetes:
    """The real adapter, talking to `url`."""
    settings = configuration()
    settings.host = url
    settings.api_key = {"authorization": f"Bearer {token}"}
    return Kubernetes(client.ApiClient(settings), timeout_s)


@contextmanager
def api_server() -> Iterator[ApiServer]:
    """Serve an empty cluster."""
    store, access = Store(), Access()
    with LoopbackServer(create_app(store, access)) as server:
        yield ApiServer(store, access, connected(server.url, access.token))


def _empty_spec() -> dict[str, Any]:
    return {"selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {}, "spec": {"containers": []}}}


def _deployment(name: str, replicas: int) -> dict[str, Any]:
    return {"replicas": replicas, "strategy": {"type": "RollingUpdate"}, **_empty_spec()}
