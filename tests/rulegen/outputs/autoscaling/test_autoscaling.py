"""What an HPA and KEDA are given to scale a workload on its forecast."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import kubernetes_validate
import promql_parser
import pytest
import yaml

from rulegen.generate.plan import Options, plan, read
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.autoscaled import ENTRY
from tests.support.crds import objections

Writer = Callable[..., Path]
OPTIONS = Options(1, None, Endpoint("http://receiver", "/token"), ("autoscaling",), prometheus_url="http://thanos:9090")
API = 'forecast:predicted:ratio{forecast="memory",severity="critical",namespace=~"shop",'
CART = 'forecast:predicted:ratio{forecast="memory",severity="warning",namespace=~"shop",pod=~"cart-[0-9]+"}'


def _written(path: Path) -> dict[str, Any]:
    files = plan(read([str(path)], OPTIONS), OPTIONS).files
    return {str(PurePosixPath(name).relative_to("autoscaling")): yaml.safe_load(text) for name, text in files.items()}


@pytest.fixture
def written(write_catalog: Writer) -> dict[str, Any]:
    """Every file of the target, by name."""
    return _written(write_catalog(ENTRY))


def test_every_workload_has_a_file_and_the_adapter_another(written: dict[str, Any]) -> None:
    assert list(written) == [
        "shop.deployment.api.v1.hpa.yaml",
        "prometheus-adapter.yaml",
        "shop.statefulset.cart.scaledobject.yaml",
    ]


def test_nothing_is_written_for_a_catalog_that_asks_for_nothing(write_catalog: Writer) -> None:
    assert _written(write_catalog()) == {}


def test_the_hpa_is_one_that_kubernetes_takes(written: dict[str, Any]) -> None:
    kubernetes_validate.validate(written["shop.deployment.api.v1.hpa.yaml"], "1.33", strict=True)


def test_the_hpa_scales_the_workload_within_its_bounds_on_the_adapters_metric(written: dict[str, Any]) -> None:
    spec = written["shop.deployment.api.v1.hpa.yaml"]["spec"]
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api.v1"}
    assert (spec["minReplicas"], spec["maxReplicas"]) == (2, 12)
    (metric,) = [metric["external"] for metric in spec["metrics"]]
    (rule,) = written["prometheus-adapter.yaml"]["rules"]["external"]
    assert metric == {"metric": {"name": rule["name"]["as"]}, "target": {"type": "Value", "value": "800m"}}
    assert spec["behavior"]["scaleUp"]["policies"] == [{"type": "Pods", "value": 2, "periodSeconds": 300}]


def test_the_adapter_averages_the_fullest_container_of_the_workloads_own_pods(written: dict[str, Any]) -> None:
    (rule,) = written["prometheus-adapter.yaml"]["rules"]["external"]
    pods = r'pod=~"api\\.v1-[a-z0-9]{1,10}-[a-z0-9]{5}"}'
    assert rule["seriesQuery"] == API + pods
    assert rule["metricsQuery"] == f"avg(max by (namespace, pod) ({API}{pods}))"
    assert rule["resources"] == {"overrides": {"namespace": {"resource": "namespace"}}}
    promql_parser.parse(rule["metricsQuery"])


def test_the_scaled_object_is_one_that_keda_takes(written: dict[str, Any]) -> None:
    resource = written["shop.statefulset.cart.scaledobject.yaml"]
    assert objections(resource) == []
    resource["spec"]["triggers"][0]["metricKind"] = "Value"
    assert objections(resource) == ["spec.triggers.0.metricKind: Extra inputs are not permitted"]


def test_keda_asks_prometheus_itself_and_never_takes_silence_for_zero(written: dict[str, Any]) -> None:
    spec = written["shop.statefulset.cart.scaledobject.yaml"]["spec"]
    (trigger,) = spec["triggers"]
    assert trigger["metricType"] == "Value"
    assert trigger["metadata"] == {
        "serverAddress": "http://thanos:9090",
        "query": f"avg(max by (namespace, pod) ({CART}))",
        "threshold": "0.75",
        "ignoreNullValues": "false",
    }
    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (3, 9)


def test_two_forecasts_of_one_workload_are_two_metrics_of_one_autoscaler(write_catalog: Writer) -> None:
    disk = ENTRY.split("forecasts:\n")[1].replace("memory", "disk").replace("used_bytes", "disk_bytes")
    spec = _written(write_catalog(ENTRY + disk))["shop.deployment.api.v1.hpa.yaml"]["spec"]
    assert [metric["external"]["metric"]["name"].split("_")[1] for metric in spec["metrics"]] == ["memory", "disk"]


def test_a_forecast_without_a_namespace_is_told_apart_by_the_authors_pattern(write_catalog: Writer) -> None:
    text = ENTRY.replace("by: [namespace, pod, container]", "by: [queue]")
    text = text.replace("max_replicas: 12 }", 'max_replicas: 12, match: { queue: "orders|carts" } }')
    text = text.replace("max_step: 1,", "max_step: 1, match: { queue: x },")
    (rule,) = _written(write_catalog(text))["prometheus-adapter.yaml"]["rules"]["external"]
    assert rule["resources"] == {"namespaced": False}
    assert rule["metricsQuery"].endswith('severity="critical",queue=~"orders|carts"})')
