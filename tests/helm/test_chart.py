"""The chart as a whole: it lints, renders what Kubernetes takes, and says what it cannot install."""

import importlib.machinery
import importlib.util
import shutil
from pathlib import Path
from typing import Any

import helm_python
import kubernetes_validate
import pytest
import yaml
from helm_python import HelmRenderError, HelmValuesError

from tests.helm.rendering import CASES, CHART, Values, case, rendered

_ERROR = 3
_KUBERNETES = ("1.28", "1.33")
ROUTED = {"enabled": True, "matcherStrategy": "None"}
_OTHER_GROUPS = ("monitoring.coreos.com/", "gateway.networking.k8s.io/")
_ids = [path.name.removesuffix("-values.yaml") for path in CASES]


@pytest.mark.parametrize("path", CASES, ids=_ids)
def test_it_lints(path: Path) -> None:
    found = helm_python.lint(CHART, values=yaml.safe_load(path.read_text()))
    assert found["total_charts_linted"] == 1
    assert [message for message in found["messages"] if message["severity"] >= _ERROR] == []
    assert found["errors"] == []


@pytest.mark.parametrize("version", _KUBERNETES)
@pytest.mark.parametrize("path", CASES, ids=_ids)
def test_kubernetes_takes_every_object(path: Path, version: str) -> None:
    objects = rendered(yaml.safe_load(path.read_text()))
    own = [found for found in objects if not found["apiVersion"].startswith(_OTHER_GROUPS)]
    assert {"Deployment", "Service", "ServiceAccount", "NetworkPolicy", "Pod"} <= {found["kind"] for found in own}
    for found in own:
        kubernetes_validate.validate(found, version, strict=True)


@pytest.mark.parametrize("path", CASES, ids=_ids)
def test_no_two_objects_have_one_name(path: Path) -> None:
    objects = rendered(yaml.safe_load(path.read_text()))
    names = [(found["kind"], found["metadata"].get("namespace"), found["metadata"]["name"]) for found in objects]
    assert sorted(set(names), key=str) == sorted(names, key=str)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prometheus": {"url": ""}}, "prometheus.url is required"),
        ({"secrets": {"existingSecret": ""}}, "secrets.existingSecret is required"),
        ({"replicaCount": 2}, "needs PostgreSQL"),
        ({"worker": {"separate": True}}, "needs PostgreSQL"),
        ({"policy": {"existingConfigMap": "a", "content": "b"}}, "exclude each other"),
        ({"policy": {"content": "b"}, "alertmanagerConfig": ROUTED}, "other labels and leases than yours"),
        ({"policy": {"existingConfigMap": "a"}, "alertmanagerConfig": ROUTED}, "other labels and leases than yours"),
        ({"alertmanagerConfig": ROUTED | {"content": "kind: Other"}}, "not the text of an AlertmanagerConfig"),
        ({"alertmanagerConfig": ROUTED | {"content": "["}}, "not the text of an AlertmanagerConfig"),
        ({"alertmanagerConfig": {"enabled": True}}, "would never arrive"),
        ({"alertmanagerConfig": {"enabled": True, "matcherStrategy": "OnNamespace"}}, "would never arrive"),
    ],
)
def test_what_would_not_work_is_refused(change: Values, message: str) -> None:
    with pytest.raises(HelmRenderError, match=message):
        rendered(case("least") | change)


def test_a_copy_without_the_links_is_refused(tmp_path: Path) -> None:
    copied = tmp_path / CHART.name
    shutil.copytree(CHART, copied, ignore=shutil.ignore_patterns("files"))
    with helm_python.Chart.load(copied) as chart, pytest.raises(HelmRenderError, match="links into rules/generated"):
        chart.render(case("least"), name="pre", namespace="monitoring")


@pytest.mark.parametrize(
    "change",
    [
        {"replicas": 2},
        {"replicaCount": "two"},
        {"prometheus": {"url": "prometheus:9090"}},
        {"settings": {"LOG_FORMAT": "console"}},
        {"environment": {"RECEIVER_LOG_FORMAT": "console"}},
        {"image": {"digest": "sha256:short"}},
        {"rbac": {"namespaces": [""]}},
        {"terminationGracePeriodSeconds": 5},
    ],
)
def test_values_that_make_no_sense_are_refused_by_the_schema(change: Values) -> None:
    with pytest.raises(HelmValuesError):
        rendered(case("least") | change)


def test_the_schema_knows_every_value() -> None:
    def unknown(values: Values, schema: Values, path: str = "") -> list[str]:
        properties = schema.get("properties")
        if properties is None:
            return []
        return [
            place
            for name, value in values.items()
            for place in (
                [f"{path}{name}"]
                if name not in properties
                else unknown(value, properties[name], f"{path}{name}.")
                if isinstance(value, dict)
                else []
            )
        ]

    with helm_python.Chart.load(CHART) as chart:
        assert chart.schema is not None
        assert unknown(chart.values, chart.schema) == []


def test_the_readme_is_the_one_made_from_the_values(capsys: pytest.CaptureFixture[str]) -> None:
    _chart_readme().main()
    printed = capsys.readouterr().out
    assert printed == (CHART / "README.md").read_text(), "run .ci/chart-readme"
    assert "|  |" not in printed, "a value lacks its `# --` comment"


def _chart_readme() -> Any:
    path = CHART.parents[1] / ".ci" / "chart-readme"
    loader = importlib.machinery.SourceFileLoader("chart_readme", str(path))
    spec = importlib.util.spec_from_loader("chart_readme", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
