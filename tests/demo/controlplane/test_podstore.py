import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from controlplane.podstore import PodStore
from flask import Flask, Response, request
from localcluster.resources import PODS
from localcluster.status import ApiError
from loopback.server import LoopbackServer

from tests.support.apiserver import client_of


@dataclass
class Server:
    """As much of an API server as a kubelet needs: pods by name, and what was asked about each of them."""

    pods: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, **metadata: str) -> None:
        """Add a pod, or change its metadata."""
        whole = {"name": name, "namespace": "demo", "uid": f"uid of {name}", **metadata}
        ports = [{"containerPort": 8080, "protocol": "TCP"}]
        spec = {"containers": [{"name": "app", "ports": ports}]}
        self.pods[name] = {"metadata": whole, "spec": spec, "status": {"phase": "Pending"}}

    def app(self) -> Flask:
        """Answer."""
        app = Flask("server")

        @app.get("/api/v1/pods")
        def listed() -> Response:
            return _answer({"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": list(self.pods.values())})

        @app.route("/api/v1/namespaces/demo/pods/<name>", methods=["DELETE"])
        @app.route("/api/v1/namespaces/demo/pods/<name>/status", methods=["PATCH"])
        def changed(name: str) -> Response:
            self.asked.append((request.method, name))
            if name not in self.pods:
                return _answer({"kind": "Status", "code": 404, "reason": "NotFound"}, 404)
            return _answer(self.pods.pop(name) if request.method == "DELETE" else self.pods[name])

        return app


def _answer(document: object, code: int = 200) -> Response:
    return Response(json.dumps(document), code, content_type="application/json")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def store(server: Server) -> Iterator[PodStore]:
    with LoopbackServer(server.app()) as serving:
        yield PodStore(client_of(serving.url))


def _addresses(store: PodStore) -> dict[str, str]:
    return {pod["metadata"]["name"]: pod["status"]["podIP"] for pod in store.list(PODS)}


def test_each_pod_has_an_address_of_its_own_and_keeps_it(server: Server, store: PodStore) -> None:
    for number in range(300):
        server.put(f"web-{number}")
    first = _addresses(store)
    assert len(set(first.values())) == 300
    server.pods.pop("web-0")
    server.put("web-300")
    second = _addresses(store)
    assert {name: second[name] for name in first if name in second} == {n: a for n, a in first.items() if n in second}
    assert second["web-300"] not in first.values()


def test_a_pod_that_was_told_to_end_is_let_go_a_look_after_it_is_missing(server: Server, store: PodStore) -> None:
    server.put("web-1", deletionTimestamp="2026-01-01T00:00:00Z")
    assert (store.list(PODS), server.asked) == ([], [])
    assert (store.list(PODS), server.asked) == ([], [("DELETE", "web-1")])
    assert (store.list(PODS), server.asked) == ([], [("DELETE", "web-1")])


def test_only_news_is_reported_and_the_address_is_not(server: Server, store: PodStore) -> None:
    server.put("web-1")
    [pod] = store.list(PODS)
    pod["status"]["phase"] = "Running"
    for _ in range(2):
        store.replace(PODS, pod)
    assert server.asked == [("PATCH", "web-1")]


def test_a_pod_that_is_gone_is_said_so(server: Server, store: PodStore) -> None:
    server.put("web-1")
    [pod] = store.list(PODS)
    server.pods.clear()
    with pytest.raises(ApiError) as caught:
        store.replace(PODS, pod)
    assert caught.value.code == 404
