"""Every target gets the same rules in its own form."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from click.testing import CliRunner

from rulegen.cli.main import cli
from rulegen.errors import OutputError
from rulegen.outputs.mimir import check_tenant
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]
RICH = ENTRY.replace(
    "    alerts:\n",
    "    muted_by: [{ alert: DiskFull, equal: [instance] }]\n    reason: Disks grow.\n    notify: { slack: x }\n    alerts:\n"
    "      - { severity: warning, windows: [6h, 24h], horizon: 24h, floor: 0.6, for: 30m }\n",
).replace("defaults: {", 'defaults: { dashboard_base: "https://g.example.com",')


@pytest.fixture
def out(write_catalog: Writer, tmp_path: Path) -> Path:
    """Every output of a catalog with everything in it."""
    folder = tmp_path / "out"
    CliRunner().invoke(cli, ["generate", str(write_catalog(RICH)), "--out", str(folder)], catch_exceptions=False)
    return folder


def load(path: Path) -> Any:
    """Read a generated YAML file."""
    return yaml.safe_load(path.read_text("utf-8"))


def rules(groups: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Name and expression of every rule, sorted."""
    return sorted((rule.get("record") or rule["alert"], rule["expr"]) for group in groups for rule in group["rules"])


def test_every_rule_target_holds_the_same_rules(out: Path) -> None:
    expected = rules(load(out / "prometheus/disks.rules.yaml")["groups"])
    assert rules(load(out / "kubernetes/disks.prometheusrule.yaml")["spec"]["groups"]) == expected
    assert rules(load(out / "victoriametrics/disks.vmrule.yaml")["spec"]["groups"]) == expected
    assert rules(load(out / "mimir/disks.yaml")["groups"]) == expected
    assert load(out / "mimir/disks.yaml")["namespace"] == "forecast-disks"


def test_no_vmalert_group_reads_what_it_records(out: Path) -> None:
    for group in load(out / "victoriametrics/disks.vmrule.yaml")["spec"]["groups"]:
        recorded = {rule["record"] for rule in group["rules"] if "record" in rule}
        read = set(re.findall(r"forecast:\w+:\w+", " ".join(rule["expr"] for rule in group["rules"])))
        assert recorded & read == set(), group["name"]


def test_mimir_refuses_more_groups_than_a_tenant_may_have() -> None:
    check_tenant(70, 70)
    with pytest.raises(OutputError, match="71 rule groups, but a tenant may have 70"):
        check_tenant(71, 70)


def test_the_dashboard_is_where_the_alert_points_and_asks_by_every_label(out: Path) -> None:
    board = json.loads((out / "grafana/disk-full.json").read_text("utf-8"))
    alerts = [r for g in load(out / "prometheus/disks.rules.yaml")["groups"] for r in g["rules"] if "alert" in r]
    urls = {rule["annotations"].get("dashboard_url", "").split("?")[0] for rule in alerts} - {""}
    assert urls == {f"https://g.example.com/d/{board['uid']}"}
    assert [variable["name"] for variable in board["templating"]["list"]] == ["datasource", "instance", "device"]


def test_every_query_of_the_dashboard_is_promql(out: Path) -> None:
    board = json.loads((out / "grafana/disk-full.json").read_text("utf-8"))
    queries = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(queries) == 5
    for query in queries:
        promql_parser.parse(re.sub(r"\$\{\w+:regex\}", "x", query))


def test_the_runbook_says_what_the_entry_says(out: Path) -> None:
    page = (out / "runbooks/disk-full.md").read_text("utf-8")
    for words in ("# Disk fills up", "Disks grow.", "**warning**: exhausted within 24h", "6h and 24h", "DiskFull"):
        assert words in page


def test_critical_mutes_warning_and_the_real_alert_mutes_its_forecast(out: Path) -> None:
    severities, real = load(out / "alertmanager/route.yaml")["inhibit_rules"]
    assert severities["equal"] == ["forecast", "device", "instance"]
    assert real == {
        "source_matchers": ['alertname="DiskFull"'],
        "target_matchers": ['forecast="disk-full"'],
        "equal": ["instance"],
    }


def test_the_alertmanager_resource_says_what_the_snippet_says(out: Path) -> None:
    snippet = load(out / "alertmanager/route.yaml")
    spec = load(out / "alertmanager/alertmanagerconfig.yaml")["spec"]
    assert spec["route"]["matchers"] == [{"name": "forecast", "value": ".+", "matchType": "=~"}]
    assert spec["route"]["repeatInterval"] == snippet["routes"][0]["repeat_interval"] == "15m"
    assert len(spec["inhibitRules"]) == len(snippet["inhibit_rules"]) == 2


def test_forecasts_without_a_namespace_are_named_as_out_of_the_operators_reach(
    write_catalog: Writer, tmp_path: Path
) -> None:
    result = CliRunner().invoke(cli, ["generate", str(write_catalog()), "--out", str(tmp_path / "out")])
    assert "the operator hides forecasts that have no namespace: disk-full" in result.stderr


def test_repeats_renew_the_shortest_lease_four_times(write_catalog: Writer, tmp_path: Path) -> None:
    text = ENTRY + "    remediation: { lease: 20m }\n"
    CliRunner().invoke(cli, ["generate", str(write_catalog(text)), "--out", str(tmp_path)], catch_exceptions=False)
    assert load(tmp_path / "alertmanager/route.yaml")["routes"][0]["repeat_interval"] == "5m"
