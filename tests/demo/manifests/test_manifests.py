"""The shipped manifests: consistent with each other and with the app, and they run on the stand-in as they are."""

import re
from pathlib import Path

import pytest
import requests
from leaky.settings import parse
from localcluster import LocalCluster
from localcluster.container import memory_bytes
from localcluster.manifests import read
from localcluster.store import Object

MANIFESTS = Path(__file__).resolve().parents[3] / "demo-app" / "manifests"
DOCUMENTS = read([MANIFESTS / name for name in ("namespace.yaml", "workloads.yaml", "services.yaml")])


def of_kind(kind: str) -> list[Object]:
    return [document for document in DOCUMENTS if document["kind"] == kind]


def test_everything_lives_in_the_namespace_they_make() -> None:
    [namespace] = of_kind("Namespace")
    assert DOCUMENTS[0] == namespace
    assert {one["metadata"]["namespace"] for one in DOCUMENTS[1:]} == {namespace["metadata"]["name"]}


@pytest.mark.parametrize("deployment", of_kind("Deployment"), ids=lambda one: str(one["metadata"]["name"]))
def test_the_app_understands_its_arguments_and_has_a_limit(deployment: Object) -> None:
    name = deployment["metadata"]["name"]
    template = deployment["spec"]["template"]
    [container] = template["spec"]["containers"]
    limit = memory_bytes(container["resources"]["limits"]["memory"])
    settings = parse(["--port=1", f"--limit-bytes={limit}", *container["args"]], {})
    assert settings.mode == name
    assert template["metadata"]["labels"] == deployment["spec"]["selector"]["matchLabels"] == {"app": name}


def test_every_service_leads_to_a_deployment() -> None:
    apps = {one["metadata"]["name"] for one in of_kind("Deployment")}
    assert {one["spec"]["selector"]["app"] for one in of_kind("Service")} == apps == {"leak", "sawtooth", "steady"}


@pytest.mark.demo
def test_the_shipped_workloads_run_on_the_stand_in(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, DOCUMENTS) as cluster:
        cluster.wait_ready()
        [url] = cluster.ready_urls("leak")
        metrics = requests.get(f"{url}/metrics", timeout=2).text
    identity = r'container="app",namespace="forecast-demo",pod="leak-[0-9a-f]{10}-[0-9a-f]{5}"'
    assert re.search(rf"^container_memory_rss\{{{identity}\}} ", metrics, re.MULTILINE)
    limit = rf'^kube_pod_container_resource_limits\{{{identity},resource="memory",unit="byte"\}} 2\.68435456e\+08$'
    assert re.search(limit, metrics, re.MULTILINE)
