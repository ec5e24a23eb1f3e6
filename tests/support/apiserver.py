"""The demo's stand-in for the Kubernetes API, without its kubelet: objects, versions and conflicts over HTTP, no processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kubernetes import client
from localcluster import objects
from localcluster.access import Access
from localcluster.api import create_app
from localcluster.resources import (
    DEPLOYMENTS,
    HPAS,
    NODES,
    PODS,
    REPLICASETS,
    ROLLOUTS,
    SCALED_OBJECTS,
    STATEFULSETS,
    Resource,
)
from localcluster.store import Object, Store
from loopback.server import LoopbackServer

from receiver.clients.kubernetes import Kubernetes, KubernetesInspector, configuration
from receiver.domain.target import Target

_WORKLOADS = {"Deployment": DEPLOYMENTS, "StatefulSet": STATEFULSETS, "Rollout.argoproj.io": ROLLOUTS}


class ApiServer:
    """An empty cluster to put workloads into."""

    def __init__(self, store: Store, access: Access, kubernetes: Kubernetes, api: client.ApiClient) -> None:
        self.store = store
        self.access = access
        self.kubernetes = kubernetes
        self.api = api
        self.inspector = KubernetesInspector(api, lambda: 0.0)

    def deploy(self, target: Target, pod: str, replicas: int, *, owner: Object | None = None, **spec: Any) -> Object:
        """Create a workload and one of its pods, with a ReplicaSet in between unless it is a StatefulSet."""
        resource = _WORKLOADS[target.kind]
        wanted = {"replicas": replicas, "strategy": {"type": "RollingUpdate"}, **_empty_spec(), **spec}
        made = self.create(resource, target.namespace, target.name, owner=owner, spec=wanted)
        between = made
        if resource is not STATEFULSETS:
            name = f"{target.name}-{resource.plural}-5f7"
            between = self.create(REPLICASETS, target.namespace, name, owner=made, spec=_empty_spec())
        self.create(PODS, target.namespace, pod, owner=between, spec={"containers": []})
        return made

    def autoscale(
        self, target: Target, name: str, min_replicas: int, max_replicas: int, owner: Object | None = None
    ) -> None:
        """Create an HPA above a workload."""
        spec = {"scaleTargetRef": _reference(target), "minReplicas": min_replicas, "maxReplicas": max_replicas}
        status = {"currentReplicas": 0, "desiredReplicas": 0}
        self.create(HPAS, target.namespace, name, owner=owner, spec=spec, status=status)

    def autoscale_with_keda(
        self, target: Target, name: str, annotations: dict[str, str] | None = None, **bounds: int
    ) -> Object:
        """Create a ScaledObject above a workload; its HPA is `autoscale(..., owner=...)`."""
        spec = {"scaleTargetRef": _reference(target), **bounds}
        return self.create(SCALED_OBJECTS, target.namespace, name, annotations=annotations or {}, spec=spec)

    def touch(self, target: Target) -> None:
        """Let somebody else write the Deployment."""
        found = self.store.get(DEPLOYMENTS, target.namespace, target.name)
        found["metadata"].setdefault("labels", {})["touched"] = found["metadata"]["resourceVersion"]
        self.store.replace(DEPLOYMENTS, found)

    def create(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        *,
        owner: Object | None = None,
        annotations: dict[str, str] | None = None,
        **parts: dict[str, Any],
    ) -> Object:
        """Create one object, controlled by another."""
        metadata: dict[str, Any] = {"name": name, "namespace": namespace, "annotations": annotations or {}}
        if owner:
            reference = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": owner["metadata"]["name"]}
            metadata["ownerReferences"] = [{**reference, "uid": owner["metadata"]["uid"], "controller": True}]
        return self.store.create(resource, {"metadata": metadata, **parts})


def connected(url: str, token: str = "", timeout_s: float = 5.0) -> Kubernetes:
    """The real adapter, talking to `url`."""
    return Kubernetes(client_of(url, token), timeout_s)


def client_of(url: str, token: str = "") -> client.ApiClient:
    """The official client, talking to `url`."""
    settings = configuration()
    settings.host = url
    settings.api_key = {"authorization": f"Bearer {token}"}
    return client.ApiClient(settings)


@contextmanager
def api_server(access: Access | None = None) -> Iterator[ApiServer]:
    """Serve an empty cluster."""
    store, access = Store(), access or Access()
    store.create(NODES, objects.node("stand-in"))
    with LoopbackServer(create_app(store, access)) as server:
        api = client_of(server.url, access.token)
        yield ApiServer(store, access, Kubernetes(api, 5.0), api)


def _reference(target: Target) -> dict[str, str]:
    resource = _WORKLOADS[target.kind]
    return {"apiVersion": resource.api_version, "kind": resource.kind, "name": target.name}


def _empty_spec() -> dict[str, Any]:
    return {"selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {}, "spec": {"containers": []}}}
