from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config
from localcluster import objects
from localcluster.access import Access
from localcluster.api import create_app
from localcluster.controllers import Controllers
from localcluster.kubeconfig import write
from localcluster.manifests import runnable
from localcluster.resources import NODES
from localcluster.store import Store
from loopback.server import LoopbackServer


def deployment(name: str, *args: str, replicas: int = 1) -> dict[str, Any]:
    container = {"name": "app", "args": list(args), "resources": {"limits": {"memory": "96Mi"}}}
    return {
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "demo", "labels": {"app": name}},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}},
        },
    }


def hpa(target: str, least: int, most: int) -> dict[str, Any]:
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": target}
    return {
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": target, "namespace": "demo"},
        "spec": {"scaleTargetRef": reference, "minReplicas": least, "maxReplicas": most},
    }


def filled(*documents: dict[str, Any]) -> Store:
    """A store with a node, and what stands in the manifests."""
    store = Store()
    store.create(NODES, objects.node("large"))
    for resource, document in runnable(documents):
        store.create(resource, document)
    return store


@pytest.fixture
def store() -> Store:
    built = filled(deployment("leak"), deployment("steady"), hpa("steady", 1, 4))
    Controllers(built).reconcile()
    return built


@pytest.fixture
def access() -> Access:
    return Access()


@pytest.fixture
def url(store: Store, access: Access) -> Iterator[str]:
    with LoopbackServer(create_app(store, access)) as server:
        yield server.url


@pytest.fixture
def api(url: str, access: Access, tmp_path: Path) -> Iterator[client.ApiClient]:
    """The official client, which is given a kubeconfig and nothing else."""
    kubeconfig = write(tmp_path / "kubeconfig", url, access.token, "demo")
    with closing(config.new_client_from_config(str(kubeconfig))) as connected:  # type: ignore[no-untyped-call]
        yield connected
        connected.rest_client.pool_manager.clear()
