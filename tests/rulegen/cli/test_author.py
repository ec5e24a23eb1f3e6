"""The commands that help an author: new, schema, explain."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from rulegen.catalog.jsonschema import json_schema
from rulegen.catalog.schema import KINDS
from rulegen.cli.main import COMMANDS, cli
from rulegen.errors import OutputError
from rulegen.generate.lint import lint
from tests.rulegen.conftest import ENTRY, ROOT

Writer = Callable[..., Path]


def run(*arguments: object) -> str:
    """Run a command that must succeed."""
    result = CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_entry_loads_and_lints_clean(write_catalog: Writer, kind: str) -> None:
    findings, _ = lint([str(write_catalog(run("new", "my-thing", "--kind", kind)))])
    assert findings == []


@pytest.mark.parametrize(
    ("name", "better"),
    [("My Thing", "my-thing"), ("disk_full", "disk-full"), ("-x-", "x"), ("ÄÖ", "my-thing"), ("a" * 64, "a" * 63)],
)
def test_a_new_name_that_no_catalog_takes_is_refused_with_the_pattern_and_a_better_one(name: str, better: str) -> None:
    result = CliRunner().invoke(cli, ["new", "--", name])
    assert result.exit_code == 2
    assert f"does not match ^[a-z0-9]+(-[a-z0-9]+)*$ with at most 63 characters; try {better!r}" in result.output


def test_schema_prints_the_schema() -> None:
    assert run("schema") == json_schema()


def test_explain_says_what_why_and_how_far_a_step_is_exaggerated(write_catalog: Writer) -> None:
    text = run("explain", "disk-full", write_catalog())
    assert "15m: 30 samples every 30s of forecast:utilization:ratio; believed from 27 on" in text
    assert (
        "a one-off step of H would be extrapolated to +4.75 H by the shortest and +1.38 H by the longest window" in text
    )
    assert "alert ForecastDiskFull (critical)" in text


def test_explain_says_what_a_season_is_compared_with(write_catalog: Writer) -> None:
    text = run("explain", "my-season", write_catalog(run("new", "my-season", "--kind", "seasonal")))
    assert "24h ago: the 6h that followed then, shifted by how much higher the last 1h are" in text
    assert "believed from 65 of 72 samples on (every 5m of forecast:utilization:ratio_avg5m)" in text
    assert "exhausted within 6h when the periods 24h and 2d agree" in text


def test_explain_says_that_a_countdown_needs_no_fit(write_catalog: Writer) -> None:
    text = run("explain", "my-end", write_catalog(run("new", "my-end", "--kind", "countdown")))
    assert "nothing is fitted" in text
    assert "warning: ends within 21d, for 1h" in text


def test_explain_says_what_trust_has_to_be_earned_by(write_catalog: Writer) -> None:
    text = ENTRY + "    remediation: { action: scale, mode: auto, promotion: { lead: 10m } }\n"
    shown = run("explain", "disk-full", write_catalog(text))
    assert "begins at dry-run; earns more by 20 incidents with judged pages, of which 0.8 are true, 10m ahead" in shown


def test_a_terminal_that_cannot_show_a_letter_is_no_accident(write_catalog: Writer) -> None:
    path = write_catalog(ENTRY.replace("Disk fills up", "Größe → voll"))
    command = [sys.executable, "-m", "rulegen", "explain", "disk-full", str(path)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"}, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Größe \\u2192 voll" in done.stdout.decode("latin-1")


def test_explain_knows_which_names_there_are(write_catalog: Writer) -> None:
    with pytest.raises(OutputError, match="no forecast is named 'disk'; there are: disk-full"):
        run("explain", "disk", write_catalog())


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs/rulegen.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`rulegen {name}" not in text] == []
