"""The node against an API server that answers badly."""

from collections.abc import Iterator

import pytest
from controlplane.hollow import HollowNode
from flask import Flask
from kubernetes import client
from loopback.server import LoopbackServer

from tests.conformance.place import eventually


class Server:
    """Answers every listing with a status; what is written is taken."""

    def __init__(self, url: str) -> None:
        self.api = client.ApiClient(client.Configuration(host=url))
        self.status = 200
        self.asked = 0


@pytest.fixture
def server() -> Iterator[Server]:
    app = Flask("api")

    @app.route("/<path:_path>", methods=["POST", "PATCH"])
    def write(_path: str) -> dict[str, str]:
        return {}

    @app.get("/<path:_path>")
    def listed(_path: str) -> tuple[dict[str, list[str]], int]:
        made.asked += 1
        return {"items": []}, made.status

    with LoopbackServer(app) as running:
        made = Server(running.url)
        yield made
        made.api.rest_client.pool_manager.clear()


def _asked_again(server: Server) -> bool:
    before = server.asked
    return eventually(lambda: server.asked > before + 2)


def test_a_server_in_trouble_is_asked_again(server: Server) -> None:
    with HollowNode(server.api) as node:
        server.status = 503
        assert _asked_again(server)
        assert node.alive()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_node_that_cannot_go_on_is_seen_not_to(server: Server) -> None:
    with HollowNode(server.api) as node:
        assert _asked_again(server)
        server.status = 403
        assert eventually(lambda: not node.alive())
