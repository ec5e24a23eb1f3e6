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
DOCUMENTS = read(
    [
        MANIFESTS / name
        for name in ("namespace.yaml", "workloads.yaml", "services.yaml", "autoscaler.yaml", "volume.yaml")
    ]
)


def of_kind(kind: str) -> list[Object]:
    return [document for document in DOCUMENTS if document["kind"] == kind]


def test_everything_lives_in_the_namespace_they_make() -> None:
    [namespace] = of_kind("Namespace")
    assert DOCUMENTS[0] == namespace
    inside = [one for one in DOCUMENTS[1:] if one["kind"] != "StorageClass"]
    assert {one["metadata"]["namespace"] for one in inside} == {namespace["metadata"]["name"]}


@pytest.mark.parametrize("deployment", of_kind("Deployment"), ids=lambda one: str(one["metadata"]["name"]))
def test_the_app_understands_its_arguments_and_has_a_limit_where_memory_runs_out(deployment: Object) -> None:
    name = deployment["metadata"]["name"]
    template = deployment["spec"]["template"]
    [container] = template["spec"]["containers"]
    limit = container.get("resources", {}).get("limits", {}).get("memory")
    assert (limit is None) == (name in {"descriptors", "fill"})
    limited = [] if limit is None else [f"--limit-bytes={memory_bytes(limit)}"]
    mounted = [
        f"--data-dir={one['mountPath']}" for one in container.get("volumeMounts", []) if one["name"] == "archive"
    ]
    settings = parse(["--port=1", *limited, *mounted, *container["args"]], {})
    assert settings.mode == name
    assert template["metadata"]["labels"] == deployment["spec"]["selector"]["matchLabels"] == {"app": name}


def test_every_service_leads_to_a_deployment() -> None:
    apps = {one["metadata"]["name"] for one in of_kind("Deployment")} - {"fill"}  # which runs on the stand-in only
    served = {one["spec"]["selector"]["app"] for one in of_kind("Service")}
    assert served == apps == {"leak", "sawtooth", "steady", "descriptors"}


def test_the_autoscaler_and_the_volume_are_those_of_an_app() -> None:
    [autoscaler], [claim] = of_kind("HorizontalPodAutoscaler"), of_kind("PersistentVolumeClaim")
    assert autoscaler["spec"]["scaleTargetRef"]["name"] == "leak"
    [fill] = [one for one in of_kind("Deployment") if one["metadata"]["name"] == "fill"]
    [volume] = fill["spec"]["template"]["spec"]["volumes"]
    assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]


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
