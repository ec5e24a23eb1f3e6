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
from receiver.scorecard.tally import Fate
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_legend_names_labels_that_its_query_leaves(path: Path) -> None:
    for panel in _board(path)["panels"]:
        for target in panel["targets"]:
            named = set(re.findall(r"\{\{(\w+)\}\}", target.get("legendFormat", "")))
            grouped = [set(re.split(r",\s*", labels)) for labels in re.findall(r"by \(([^)]*)\)", target["expr"])]
            left = set.intersection(*grouped) if grouped else _recorded_labels(path) | {"window"}
            assert named <= left | {"le"}, panel["title"]


def _recorded_labels(path: Path) -> set[str]:
    """By-labels of the forecast, which are the variables of its dashboard."""
    return {variable["name"] for variable in _board(path)["templating"]["list"]}


@pytest.mark.parametrize("path", TOGETHER, ids=lambda path: path.stem)
def test_values_that_are_asked_for_are_values_that_are_exported(path: Path) -> None:
    exported = {"fate": {fate.value for fate in Fate}, "caught": {"yes", "no"}}
    asked = [match for query in _queries(_board(path)) for match in re.findall(r'(\w+)="(\w+)"', query)]
    mine = [(label, value) for label, value in asked if label in exported]
    assert bool(mine) == (path.stem == "_scorecard")
    assert [(label, value) for label, value in mine if value not in exported[label]] == []


@pytest.mark.parametrize("path", TOGETHER, ids=lambda path: path.stem)
def test_only_counters_are_rates(path: Path) -> None:
    for query in _queries(_board(path)):
        for name in re.findall(r"(?:rate|increase)\((\w+)", query):
            assert name.endswith(("_total", "_bucket")), query


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_one_number_has_colours_of_its_own_and_titles_tell_panels_apart(path: Path) -> None:
    panels = _board(path)["panels"]
    titles = [panel["title"] for panel in panels]
    assert len(set(titles)) == len(titles)
    for panel in panels:
        assert panel["description"]
        if panel["type"] in ("stat", "bargauge"):
            steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
            assert steps[0]["value"] is None, "Grafana takes the first for everything below the second"


def test_what_must_not_be_zero_is_red_at_zero() -> None:
    panels = {panel["title"]: panel["fieldConfig"]["defaults"] for path in TOGETHER for panel in _board(path)["panels"]}
    colours = {
        title: panel["thresholds"]["steps"][0]["color"] for title, panel in panels.items() if "thresholds" in panel
    }
    assert (colours["Acting"], colours["Ready processes"], colours["Critical forecasts"]) == ("red", "red", "green")
    assert panels["Acting"]["mappings"][0]["options"]["0"]["text"] == "off: kill switch"


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
