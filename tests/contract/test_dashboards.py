"""Every generated dashboard can be read back, and asks for series that rulegen records or the receiver exports."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client import REGISTRY

from receiver import telemetry
from tests.rulegen.conftest import NO_ENGINES, promtools

GENERATED = Path(__file__).parents[2] / "rules" / "generated"
FILES = sorted((GENERATED / "grafana").glob("*.json"))
TOGETHER = [path for path in FILES if path.stem.startswith("_")]
OTHERS = {"ALERTS"}


def _board(path: Path) -> dict[str, Any]:
    board: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return board


def _queries(board: dict[str, Any]) -> Iterator[str]:
    """Every expression, with Grafana's own words replaced as Grafana would."""
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield re.sub(r"\$\{\w+:regex\}", ".*", target["expr"]).replace("$__rate_interval", "5m")


def _recorded() -> set[str]:
    groups = [
        group
        for path in (GENERATED / "prometheus").glob("*.yaml")
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    ]
    return {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}


def _exported() -> set[str]:
    return {
        name
        for metric in REGISTRY.collect()
        for name in (metric.name, f"{metric.name}_total", f"{metric.name}_bucket")
        if name.startswith("receiver_")
    }


def test_there_is_one_for_all_forecasts_for_the_receiver_and_for_the_scorecards() -> None:
    assert [path.stem for path in TOGETHER] == ["_overview", "_receiver", "_scorecard"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_grafanas_own_library_reads_back_what_was_written(path: Path) -> None:
    board = _board(path)
    read = Dashboard.from_json(board)
    assert json.loads(JSONEncoder(sort_keys=True).encode(read)) == board


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_panels_ask_the_chosen_datasource_and_their_queries_have_names(path: Path) -> None:
    board = _board(path)
    variable = board["templating"]["list"][0]
    assert (variable["name"], variable["type"], variable["query"]) == ("datasource", "datasource", "prometheus")
    for panel in board["panels"]:
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        names = [target["refId"] for target in panel["targets"]]
        assert all(names)
        assert len(set(names)) == len(names)


def test_no_two_have_one_uid_and_all_find_each_other_by_their_tag() -> None:
    boards = [_board(path) for path in FILES]
    uids = [board["uid"] for board in boards]
    assert len(set(uids)) == len(uids)
    assert max(map(len, uids)) <= 40
    assert all(set(board["links"][0]["tags"]) <= set(board["tags"]) for board in boards)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_series_that_is_asked_for_is_recorded_or_exported(path: Path) -> None:
    known = _recorded() | _exported() | OTHERS
    for query in _queries(_board(path)):
        asked = set(re.findall(r"\bforecast:\w+:\w+|\breceiver_\w+|\bALERTS\b", query))
        assert asked <= known, query
        assert asked or query.startswith("vector("), query


@pytest.mark.parametrize("path", TOGETHER, ids=lambda path: path.stem)
def test_the_receivers_metrics_are_grouped_by_labels_that_they_have(path: Path) -> None:
    pattern = r"by \(([^)]*)\) \((?:\w+\()?(receiver_\w+)"
    found = [match for query in _queries(_board(path)) for match in re.findall(pattern, query)]
    assert found
    for labels, name in found:
        constant = re.sub("_(total|bucket)$", "", name.removeprefix("receiver_")).upper()
        metric = getattr(telemetry, {"STAGE_FAILURES": "FAILURES"}.get(constant, constant))
        assert {label.strip() for label in labels.split(",")} - {"le"} <= set(metric._labelnames), name


@pytest.mark.engines
def test_every_query_is_one_that_each_prometheus_parses(tmp_path: Path) -> None:
    queries = sorted({query for path in FILES for query in _queries(_board(path))})
    rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}), "utf-8")
    tools = promtools()
    if not tools:
        pytest.skip(NO_ENGINES)
    for tool in tools:
        done = subprocess.run([tool, "check", "rules", tmp_path / "rules.yaml"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{len(rules)} rules found" in done.stdout + done.stderr


def test_a_grafana_outside_of_kubernetes_is_told_where_they_are() -> None:
    [provider] = yaml.safe_load((GENERATED / "grafana" / "provisioning.yaml").read_text("utf-8"))["providers"]
    assert (provider["type"], provider["options"]["path"]) == ("file", "/var/lib/grafana/dashboards/forecasts")
