"""`rulegen lint` tells people and machines the same."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from rulegen.checks.registry import CHECKS
from rulegen.cli.main import cli
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]
FAR = ENTRY.replace("horizon: 45m", "horizon: 2h")
ACCEPTED = FAR.replace("for: 2m", "for: 2m, accept_risk: no steps here")


def run(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(cli, ["lint", *map(str, arguments)])


@pytest.mark.parametrize(("text", "code"), [(ENTRY, 0), (FAR, 1), (ACCEPTED, 0), (ENTRY.replace("15m", "15"), 1)])
def test_open_errors_decide_the_exit_code(write_catalog: Writer, text: str, code: int) -> None:
    assert run(write_catalog(text)).exit_code == code


def test_strict_makes_warnings_fail(write_catalog: Writer) -> None:
    text = ENTRY.replace("disk_size_bytes > 0", "disk_size_bytes")
    assert (run(write_catalog(text)).exit_code, run(write_catalog(text), "--strict").exit_code) == (0, 1)


def test_text_names_place_level_and_check(write_catalog: Writer) -> None:
    output = run(write_catalog(FAR)).output
    assert "disks.yaml:11:60: error: forecasts[0].alerts[0].horizon: the horizon 2h is 8.0 x" in output
    assert "[horizon-window]" in output


def test_a_catalog_that_does_not_load_is_a_finding(write_catalog: Writer) -> None:
    (found,) = json.loads(run(write_catalog(ENTRY.replace("15m", "15")), "--format", "json").output)
    assert (found["check"], found["level"], found["line"]) == ("catalog", "error", 11)


def test_an_entry_is_examined_although_another_does_not_load(write_catalog: Writer) -> None:
    text = FAR + ENTRY.split("forecasts:\n")[1].replace("disk-full", "other").replace("15m", "15")
    findings = json.loads(run(write_catalog(text), "--format", "json").output)
    errors = [(found["check"], found["line"]) for found in findings if found["level"] == "error"]
    assert errors == [("horizon-window", 11), ("catalog", 19)]


def test_sarif_suppresses_what_was_accepted(write_catalog: Writer) -> None:
    (sarif_run,) = json.loads(run(write_catalog(ACCEPTED), "--format", "sarif").output)["runs"]
    (result,) = [result for result in sarif_run["results"] if result["ruleId"] == "horizon-window"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "no steps here"}]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 11, "startColumn": 60}


def test_junit_counts_every_check_and_fails_the_open_ones(write_catalog: Writer) -> None:
    suite = ElementTree.fromstring(run(write_catalog(FAR), "--format", "junit").output)
    assert (suite.get("tests"), suite.get("failures")) == (str(len(CHECKS) + 1), "1")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["horizon-window"]
