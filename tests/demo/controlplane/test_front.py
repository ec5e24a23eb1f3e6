import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from controlplane.front import Front
from flask import Flask, Response, request
from loopback.ports import free_port
from loopback.server import LoopbackServer

ITEM = {"metadata": {"name": "web"}}


@pytest.fixture
def front() -> Iterator[str]:
    """A front before a server that answers with what it was asked, under the version it was asked for."""
    app = Flask("behind")

    @app.route("/<path:path>", methods=["GET", "PATCH"])
    def answer(path: str) -> Response:
        group = "/".join(path.split("/")[1:3])
        asked = {
            "path": request.full_path,
            "sent": request.get_data(as_text=True),
            "token": request.headers["Authorization"],
        }
        return Response(
            json.dumps({"apiVersion": group, "items": [ITEM], "asked": asked}), 202, content_type="application/json"
        )

    with LoopbackServer(app) as server, LoopbackServer(Front(server.url, Path("unused"))) as shown:
        yield shown.url


def _ask(url: str, body: object = None) -> requests.Response:
    return requests.request(
        "PATCH" if body else "GET", url, json=body, headers={"Authorization": "Bearer t"}, timeout=30
    )


@pytest.mark.parametrize(
    ("today", "before"), [("autoscaling/v2", "autoscaling/v2beta2"), ("policy/v1", "policy/v1beta1")]
)
def test_a_version_is_asked_for_under_its_older_name_and_shown_under_that_of_today(
    front: str, today: str, before: str
) -> None:
    answer = _ask(f"{front}/apis/{today}/namespaces/a/things?dryRun=All", {"apiVersion": today, "spec": 1})
    document = answer.json()
    assert (answer.status_code, document["apiVersion"], document["items"]) == (202, today, [ITEM])
    assert document["asked"]["path"] == f"/apis/{before}/namespaces/a/things?dryRun=All"
    assert json.loads(document["asked"]["sent"]) == {"apiVersion": before, "spec": 1}


@pytest.mark.parametrize("path", ["apps/v1/namespaces/a/deployments/web", "autoscaling/v2beta2/x", "autoscaling/v1/x"])
def test_all_else_passes_through_with_its_token(front: str, path: str) -> None:
    asked = _ask(f"{front}/apis/{path}").json()["asked"]
    assert (asked["path"].rstrip("?"), asked["token"]) == (f"/apis/{path}", "Bearer t")


def test_a_server_that_is_not_there_yet_is_unavailable() -> None:
    with LoopbackServer(Front(f"http://127.0.0.1:{free_port()}", Path("unused"))) as shown:
        assert _ask(f"{shown.url}/readyz").status_code == 503
