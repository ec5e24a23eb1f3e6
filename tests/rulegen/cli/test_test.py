"""`rulegen test`: generated rules pass their generated tests, and broken rules do not. Judged by every supported major."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rulegen.cli.main import cli
from rulegen.errors import OutputError
from tests.rulegen.conftest import ENTRY, promtools

pytestmark = pytest.mark.engines
Writer = Callable[..., Path]


def run(folder: Path, promtool: Path) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(cli, ["test", str(folder), "--promtool", str(promtool)])


@pytest.fixture
def folder(write_catalog: Writer, tmp_path: Path) -> Path:
    """Outputs of the smallest catalog."""
    out = tmp_path / "out"
    CliRunner().invoke(cli, ["generate", str(write_catalog()), "--out", str(out)], catch_exceptions=False)
    return out


@pytest.mark.parametrize("promtool", promtools(), ids=lambda path: path.parts[-4])
def test_generated_rules_pass_their_tests(folder: Path, promtool: Path) -> None:
    result = run(folder, promtool)
    assert (result.exit_code, result.output.count("passed  ")) == (0, 2)


@pytest.mark.parametrize(
    ("what", "pattern", "replacement"),
    [
        ("coverage", r">= (27|108)\b", ">= 2"),
        ("one window is enough", r"== 2\n", ">= 1\n"),
        ("half the horizon", r"<= 2700\n", "<= 900\n"),
        ("twice the horizon", r"<= 2700\n", "<= 5400\n"),
        (
            "no ETA for what is exhausted",
            r"ratio\{forecast=\"disk-full\"\} >= 1, 1\)",
            'ratio{forecast="none"} >= 1, 1)',
        ),
        ("the identity is lost", r"max by \(instance, device\)", "max by (instance)"),
        ("blind alert sees nothing", r"< \+Inf\) == 2", "< +Inf) == 3"),
    ],
)
def test_broken_rules_fail_their_tests(folder: Path, what: str, pattern: str, replacement: str) -> None:
    rules = folder / "prometheus/disks.rules.yaml"
    broken, count = re.subn(pattern, replacement, rules.read_text("utf-8"))
    assert count > 0
    rules.write_text(broken, "utf-8")
    assert run(folder, promtools()[-1]).exit_code == 1, what


def test_an_alert_without_a_test_fails(folder: Path) -> None:
    rules = folder / "prometheus/disks.rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("alert: ForecastDiskFull", "alert: ForecastOther"), "utf-8")
    result = run(folder, promtools()[-1])
    assert result.exit_code == 1
    assert "no test: " in result.output


def test_an_empty_folder_is_not_a_pass(tmp_path: Path) -> None:
    result = run(tmp_path, promtools()[-1])
    assert isinstance(result.exception, OutputError)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("prometheus/disks.rules.yaml", "a: [\n"),
        ("prometheus/other.rules.yaml", ""),
        ("prometheus/other.rules.yaml", "groups: [{ name: x, rules: [{ record: a, expr: b }] }]\n"),
        ("tests/disk-full.1m.test.yaml", "tests: []\n"),
    ],
)
def test_files_that_are_not_as_we_write_them_are_named(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text)
    result = run(folder, promtools()[-1])
    assert isinstance(result.exception, OutputError)
    assert file in str(result.exception)


def test_what_is_no_promtool_judges_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "yes").write_text("#!/bin/sh\n")
    (tmp_path / "no").write_text("\x7fELF")
    for name, said in (("yes", "does not say that it is a promtool"), ("no", "cannot be run")):
        (tmp_path / name).chmod(0o755)
        result = run(folder, tmp_path / name)
        assert isinstance(result.exception, OutputError)
        assert said in str(result.exception)


def test_seasons_countdowns_and_falling_values_pass_their_tests(write_catalog: Writer, tmp_path: Path) -> None:
    text = ENTRY + KINDS
    out = tmp_path / "out"
    CliRunner().invoke(cli, ["generate", str(write_catalog(text)), "--out", str(out)], catch_exceptions=False)
    result = run(out, promtools()[-1])
    assert result.exit_code == 0, result.output


KINDS = """\
  - name: cert
    kind: countdown
    summary: Certificate expires
    by: [instance]
    remaining: expiry - time()
    example: { series: { 'expiry{instance="x"}': 100600 }, expect: 100000 }
    alerts:
      - { severity: warning, horizon: 21d, for: 1h }
  - name: cpu
    kind: seasonal
    period: 1d
    summary: CPU saturates
    by: [pod]
    used: cpu_used
    limit: 10
    alerts:
      - { severity: critical, horizon: 4h, floor: 0.5, for: 10m }
  - name: replicas
    kind: trend
    summary: Ready replicas fall
    by: [deployment]
    direction: down
    used: ready
    limit: 1
    full: wanted
    example: { series: { 'ready{deployment="d"}': 6, 'wanted{deployment="d"}': 11 }, expect: 0.5 }
    alerts:
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }
"""
