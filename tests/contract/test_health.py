"""The shipped alerts on the receiver: judged by promtool and amtool, made of metrics that it has, each explained."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from receiver import telemetry
from tests.rulegen.conftest import NO_ENGINES, promtools

ROOT = Path(__file__).parents[2]
HEALTH = ROOT / "rules" / "health"
MANUAL = (ROOT / "docs" / "health.md").read_text(encoding="utf-8")
OTHERS = {"ALERTS", "alertmanager_notifications_failed_total"}


def _rules() -> list[dict[str, Any]]:
    [group] = yaml.safe_load((HEALTH / "receiver.rules.yaml").read_text(encoding="utf-8"))["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


RULES = _rules()


def _judged(tool: Path, *arguments: object) -> str:
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.engines
def test_every_promtool_finds_that_they_fire_when_they_should_and_only_then() -> None:
    tools = promtools()
    if not tools:
        pytest.skip(NO_ENGINES)
    for tool in tools:
        _judged(tool, "test", "rules", HEALTH / "receiver.test.yaml")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_is_tested_explained_and_links_to_its_explanation(rule: dict[str, Any]) -> None:
    assert f'alertname="{rule["alert"]}"' in (HEALTH / "receiver.test.yaml").read_text(encoding="utf-8")
    assert f"\n### {rule['alert']}\n" in MANUAL
    assert rule["annotations"]["runbook_url"].endswith(f"#{rule['alert'].lower()}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_asks_for_metrics_that_are_exported_with_labels_that_they_have(rule: dict[str, Any]) -> None:
    exported = {sample for metric in REGISTRY.collect() for sample in (metric.name, f"{metric.name}_total")}
    asked = set(re.findall(r"\b(?:receiver|alertmanager)_\w+|\bALERTS\b", rule["expr"]))
    assert asked <= exported | OTHERS
    for name, matchers in re.findall(r"(receiver_\w+)\{([^}]*)\}", rule["expr"]):
        constant = name.removeprefix("receiver_").removesuffix("_total").upper()
        metric = getattr(telemetry, {"STAGE_FAILURES": "FAILURES"}.get(constant, constant))
        assert set(re.findall(r"(\w+)[=!]", matchers)) <= set(metric._labelnames)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A user's configuration with both snippets merged into it."""
    around, ours = (
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (HEALTH / "alertmanager.yaml", ROOT / "rules/generated/alertmanager/route.yaml")
    )
    merged = {
        "route": {"receiver": "own", "routes": [*around["routes"], *ours["routes"]]},
        "receivers": [{"name": "own"}, *around["receivers"], *ours["receivers"]],
        "inhibit_rules": [*around["inhibit_rules"], *ours["inhibit_rules"]],
    }
    path = tmp_path / "alertmanager.yaml"
    path.write_text(yaml.safe_dump(merged), encoding="utf-8")
    return path


@pytest.mark.engines
@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (("alertname=ForecastWatchdog", "severity=none"), "forecast-heartbeat"),
        (("alertname=ForecastReceiverDown", "severity=critical"), "forecast-direct"),
        (("alertname=ForecastUnattended", "unattended=memory", "pod=web"), "forecast-direct"),
        (("alertname=ForecastMemory", "forecast=memory"), "predictive-reliability-engine"),
        (("alertname=ForecastBudgetSpent",), "own"),
    ],
)
def test_every_alertmanager_brings_each_where_it_belongs(config: Path, labels: tuple[str, ...], receiver: str) -> None:
    tools = [tool for path in promtools() if (tool := path.with_name("amtool")).exists()]
    if not tools:
        pytest.skip(NO_ENGINES)
    for tool in tools:
        _judged(tool, "check-config", config)
        assert _judged(tool, "config", "routes", "test", f"--config.file={config}", *labels).strip() == receiver


def test_what_follows_from_its_being_down_is_muted_and_what_it_would_have_judged_is_not() -> None:
    [inhibit] = yaml.safe_load((HEALTH / "alertmanager.yaml").read_text(encoding="utf-8"))["inhibit_rules"]
    [target] = inhibit["target_matchers"]
    muted = set(target.removeprefix('alertname=~"').removesuffix('"').split("|"))
    assert muted <= {rule["alert"] for rule in RULES}
    assert not muted & {"ForecastUnattended", "ForecastReceiverDown", "ForecastWatchdog"}
