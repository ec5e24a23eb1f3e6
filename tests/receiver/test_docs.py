"""docs/receiver.md says what the code does: every setting, endpoint, guard, metric and command, and nothing else."""

import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from prometheus_client import REGISTRY
from pydantic_core import PydanticUndefined

from receiver import settings, telemetry
from receiver.bootstrap import checked_templates
from receiver.cli import main
from receiver.domain.event import EventKind
from receiver.notifiers.document import document
from receiver.notifiers.templating import Templates
from receiver.policy.guards import GUARDS
from receiver.policy.model import RemediationPolicy
from receiver.settings import Settings
from tests.support.builders import event, situation
from tests.support.site import Site

MANUAL = (Path(__file__).parents[2] / "docs" / "receiver.md").read_text(encoding="utf-8")


def _table(section: str) -> list[list[str]]:
    """The cells of the tables in a section, without their heads."""
    text = MANUAL.split(f"\n## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_setting_stands_there_with_its_default_and_its_meaning() -> None:
    expected = []
    for name, field in Settings.model_fields.items():
        default = {None: "none", "": "empty"}.get(field.default, f"`{field.default}`")
        default = "required" if field.default is PydanticUndefined else default
        expected.append([f"`{settings.PREFIX}{name.upper()}`", default, field.description])
    assert _table("Settings") == expected


def test_the_help_is_the_one_of_the_command() -> None:
    shown = CliRunner().invoke(main, ["--help"], prog_name="receiver", terminal_width=80).output
    assert f"```text\n{shown}```" in MANUAL


def test_every_metric_stands_there_with_its_labels_and_its_meaning() -> None:
    ours = {metric.name: metric.documentation for metric in REGISTRY.collect() if metric.name.startswith("receiver_")}
    told = {row[0].strip("`").removesuffix("_total"): row[2] for row in _table("Metrics")}
    assert told == ours


@pytest.mark.parametrize("row", _table("Metrics"), ids=lambda row: row[0].strip("`"))
def test_a_metrics_labels_are_the_ones_it_has(row: list[str]) -> None:
    constant = row[0].strip("`").removesuffix("_total").removeprefix("receiver_").upper()
    metric = getattr(telemetry, {"STAGE_FAILURES": "FAILURES"}.get(constant, constant))
    labels = [] if row[1] == "none" else re.findall(r"`(\w+)`", row[1])
    assert list(metric._labelnames) == labels


def test_every_guard_stands_there_in_the_order_of_asking() -> None:
    names = [str(getattr(guard, "__name__", "")).rpartition(".")[2].replace("_", "-") for guard in GUARDS]
    assert [row[0].strip("`") for row in _table("Guards")] == ["policy", *names]


def test_a_guards_name_in_the_manual_is_the_one_it_holds_with() -> None:
    told = {row[0].strip("`") for row in _table("Guards")}
    held = [guard.check(situation(kill_switch="x", workload=None)) for guard in GUARDS]
    assert {hold.guard for hold in held if hold} == {"kill-switch", "target"}
    assert {hold.guard for hold in held if hold} <= told


def test_every_endpoint_stands_there(site: Site) -> None:
    rules = site.client.application.url_map.iter_rules()
    served = {
        f"`{method} {rule.rule}`"
        for rule in rules
        for method in (rule.methods or set()) & {"GET", "POST"}
        if not rule.rule.startswith("/static")
    }
    assert {row[0] for row in _table("Endpoints")} == served


def test_every_field_of_an_event_stands_there() -> None:
    told = {name for row in _table("Messages") for name in re.findall(r"`([a-z0-9_]+)`", row[0])}
    assert {*document(event()), "picture"} <= told


def test_every_kind_of_event_stands_there() -> None:
    [meaning] = [row[1] for row in _table("Messages") if "`kind`" in row[0]]
    assert [kind.value for kind in EventKind if f"`{kind.value}`" not in meaning] == []


def test_every_action_stands_there() -> None:
    told = {row[0].strip("`") for row in _table("Actions")}
    named = get_args(RemediationPolicy.model_fields["action"].annotation)
    assert [action for action in named if action not in told | {"none"}] == []


def test_the_template_in_the_manual_works(tmp_path: Path) -> None:
    shown = MANUAL.split("```jinja\n")[1].split("```")[0]
    (tmp_path / "slack.txt.j2").write_text(shown, encoding="utf-8")
    checked_templates(tmp_path)
    written = Templates(tmp_path).write("slack.txt.j2", document(event()))
    assert written.splitlines()[0] == "*Memory runs out in 15 min: shop/web-1*, 99 % sure"
    assert written.splitlines()[1] == "Runs out in 15 min. scaled web 1→3"


@pytest.mark.parametrize("code", ["200", "400", "401", "413", "503"])
def test_every_answer_to_alertmanager_is_explained(code: str) -> None:
    assert code in _table("Endpoints")[0][1]
