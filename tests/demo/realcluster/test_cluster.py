"""What can be checked of it without a cluster."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml
from engines.errors import EnginesError
from flask import Flask, request
from flask.typing import ResponseReturnValue
from localcluster.kubeconfig import NAME, write
from localcluster.manifests import read
from loopback.server import LoopbackServer
from realcluster.cluster import RealCluster, write_kubeconfig

MANIFESTS = Path(__file__).resolve().parents[3] / "demo-app" / "manifests"
DOCUMENTS = read(
    [MANIFESTS / name for name in ("namespace.yaml", "workloads.yaml", "services.yaml", "autoscaler.yaml")]
)
NAMESPACED = "namespaces/forecast-demo"


class Api:
    """Takes every object and remembers what it was asked; it keeps no state."""

    def __init__(self) -> None:
        self.app = Flask("api")
        self.asked: list[str] = []
        self.taken = False
        self.app.add_url_rule("/<path:path>", view_func=self.take, methods=["GET", "POST", "DELETE"])

    def take(self, path: str) -> ResponseReturnValue:
        self.asked.append(f"{request.method} {path.removesuffix('/')}")
        if request.method == "GET":
            return {"major": "1", "items": []}
        if self.taken and path == "api/v1/namespaces":
            return {"kind": "Status", "code": 409}, 409
        return (
            request.get_json(force=True, silent=True) or {"kind": "Status"}
        ), 201 if request.method == "POST" else 200


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def users_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: Api) -> Iterator[Path]:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    with LoopbackServer(api.app) as server:
        path = write(tmp_path / "users", server.url, "t", "demo")
        monkeypatch.setenv("KUBECONFIG", str(with_another_context(path)))
        yield path


def with_another_context(path: Path) -> Path:
    config = yaml.safe_load(path.read_text())
    config["contexts"].append({**config["contexts"][0], "name": "other"})
    path.write_text(yaml.safe_dump(config | {"current-context": "other"}))
    return path


def test_one_context_is_copied_into_a_private_file(users_kubeconfig: Path, tmp_path: Path) -> None:
    path = write_kubeconfig(tmp_path / "copy", NAME)
    config = yaml.safe_load(path.read_text())
    assert (config["current-context"], [one["name"] for one in config["contexts"]]) == (NAME, [NAME])
    assert path.stat().st_mode & 0o077 == 0


def test_a_context_that_is_not_there_is_an_error(users_kubeconfig: Path, tmp_path: Path) -> None:
    with pytest.raises(EnginesError, match="kubectl failed"):
        write_kubeconfig(tmp_path / "copy", "ghost")


@pytest.mark.demo
def test_everything_is_made_reached_through_the_proxy_and_deleted(
    users_kubeconfig: Path, tmp_path: Path, api: Api
) -> None:
    with RealCluster(tmp_path / "real", DOCUMENTS, context=NAME) as cluster:
        assert requests.get(cluster.http_sd_url, timeout=5).json() == []
        assert cluster.ready_urls("leak") == []
        assert f"DELETE api/v1/{NAMESPACED}" not in api.asked
    made = [asked for asked in api.asked if asked.startswith("POST")]
    assert made == [
        "POST api/v1/namespaces",
        f"POST api/v1/{NAMESPACED}/configmaps",
        *[f"POST apis/apps/v1/{NAMESPACED}/deployments"] * 4,
        *[f"POST api/v1/{NAMESPACED}/services"] * 4,
        f"POST apis/autoscaling/v2/{NAMESPACED}/horizontalpodautoscalers",
    ]
    assert api.asked[-1] == f"DELETE api/v1/{NAMESPACED}"


def test_a_namespace_that_was_there_before_is_left_alone(users_kubeconfig: Path, tmp_path: Path, api: Api) -> None:
    api.taken = True
    with (
        pytest.raises(EnginesError, match="forecast-demo exists already"),
        RealCluster(tmp_path / "real", DOCUMENTS, context=NAME),
    ):
        pass
    assert not any(asked.startswith("DELETE") for asked in api.asked)
