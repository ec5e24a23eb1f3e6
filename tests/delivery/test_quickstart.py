"""The quickstart's commands, executed as far as a machine without a cluster can."""

import itertools
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import helm_python
import kubernetes_validate
import pytest
import yaml

from tests.helm.rendering import CHART, case, rendered
from tests.rulegen.conftest import promtools

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "quickstart.md").read_text()
COMMANDS = [
    shlex.split(line)
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
    if line
]
VALUES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
STACK = "# kube-prometheus-stack\n"
AMTOOLS = [tool for path in promtools() if (tool := path.with_name("amtool")).exists()]
OURS = [words for words in COMMANDS if words[0] == "helm" and str(CHART.relative_to(ROOT)) in words]


def _merged(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    both = {name: base[name] for name in base}
    for name, value in more.items():
        inner = both.get(name)
        both[name] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return both


def _values(words: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for flag, given in itertools.pairwise(words):
        if flag == "--set":
            values = _merged(values, helm_python.parse_set_string(given))
        elif flag == "--set-file":
            name, _, path = given.partition("=")
            head, _, last = name.partition(".")
            generated = ROOT / "rules" / path if path.startswith("generated/") else ROOT / path
            values = _merged(values, {head: {last: generated.read_text()}})
    return values


@pytest.mark.parametrize("words", OURS, ids=[f"{words[1]}-{number}" for number, words in enumerate(OURS)])
def test_the_chart_takes_the_values(words: list[str]) -> None:
    base = {} if words[1] == "install" else case("least")
    assert {found["kind"] for found in rendered(_merged(base, _values(words)))} >= {"Deployment", "Service"}


@pytest.mark.parametrize("text", [text for text in VALUES if not text.startswith(STACK)])
def test_the_chart_takes_the_values_that_are_printed(text: str) -> None:
    asked = re.sub(r"^  # (\w+: [\w.-]+)", r"  \1", text, flags=re.MULTILINE)  # what is commented out as well
    base = case("replicas") | {"networkPolicy": {"enabled": True}}
    assert {found["kind"] for found in rendered(_merged(base, yaml.safe_load(asked)))} >= {"Deployment", "Service"}


@pytest.mark.engines
@pytest.mark.parametrize("amtool", AMTOOLS, ids=lambda path: path.parts[-4])
@pytest.mark.parametrize(
    ("labels", "reached"),
    [
        ("forecast=disk severity=critical", ["ours", "null"]),
        ("forecast=disk severity=warning", ["ours", "null"]),
        ("alertname=Theirs severity=critical", ["their-pager"]),
        ("alertname=Theirs", ["theirs"]),
    ],
)
def test_the_route_it_prints_keeps_forecasts_from_ones_own_pager(
    tmp_path: Path, amtool: Path, labels: str, reached: list[str]
) -> None:
    [text] = [text for text in VALUES if text.startswith(STACK)]
    printed = yaml.safe_load(text)["alertmanager"]["config"]
    by_the_operator = {"receiver": "ours", "matchers": ['forecast=~".+"'], "continue": True}
    pager = {"receiver": "their-pager", "matchers": ['severity="critical"']}
    config = tmp_path / "alertmanager.yaml"
    routes = [by_the_operator, *printed["route"]["routes"], pager]
    receivers = [{"name": name} for name in ("ours", "theirs", "their-pager")]
    tree = {"route": {"receiver": "theirs", "routes": routes}, "receivers": receivers + printed["receivers"]}
    config.write_text(yaml.safe_dump(tree))
    command = [str(amtool), "config", "routes", "test", f"--config.file={config}", *labels.split()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.strip().split(",") == reached


def test_the_names_in_the_commands_are_those_that_the_chart_makes() -> None:
    with helm_python.Chart.load(CHART) as chart:
        made = " ".join(chart.render(case("apart"), name="receiver", namespace="monitoring").values())
    spoken_of = set(re.findall(r"receiver-predictive-reliability-engine[a-z-]*", PAGE))
    assert spoken_of
    assert [name for name in spoken_of if name not in made] == []


def test_the_demo_app_is_what_kubernetes_takes() -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("no kubectl on PATH")
    [applied] = [words[-1] for words in COMMANDS if words[:3] == ["kubectl", "apply", "-k"]]
    built = subprocess.run([kubectl, "kustomize", ROOT / applied], capture_output=True, text=True, check=True).stdout
    documents = list(yaml.safe_load_all(built))
    assert {"Namespace", "Deployment", "HorizontalPodAutoscaler", "Service", "ServiceMonitor"} == {
        one["kind"] for one in documents
    }
    for one in documents:
        if not one["apiVersion"].startswith("monitoring.coreos.com/"):
            kubernetes_validate.validate(one, "1.33", strict=True)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "gitops").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_gitops_values_are_the_charts(path: Path) -> None:
    def chart_values(node: Any) -> Any:
        if isinstance(node, dict):
            if "prometheus" in node and "secrets" in node:
                return node
            node = list(node.values())
        if isinstance(node, list):
            return next((found for one in node if (found := chart_values(one))), None)
        return None

    values = chart_values(list(yaml.safe_load_all(path.read_text())))
    assert values is not None
    assert rendered(values)
