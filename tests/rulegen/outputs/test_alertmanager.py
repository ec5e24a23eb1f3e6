"""The snippet makes a configuration that every supported Alertmanager takes, and brings forecasts where they belong."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from rulegen.cli.main import cli
from tests.rulegen.conftest import ENTRY, promtools

pytestmark = pytest.mark.engines
AMTOOLS = [tool for path in promtools() if (tool := path.with_name("amtool")).exists()]


@pytest.fixture
def config(write_catalog: Callable[..., Path], tmp_path: Path) -> Path:
    """A user's configuration with our lists appended to theirs."""
    second = "      - { severity: warning, windows: [6h, 24h], horizon: 24h, for: 30m }\n"
    acting = "    remediation: { action: webhook, severities: [warning] }\n"
    text = (ENTRY + second + acting).replace("    alerts:", "    muted_by: [{ alert: DiskFull }]\n    alerts:")
    out = tmp_path / "out"
    arguments = ["generate", str(write_catalog(text)), "--out", str(out), "--target", "alertmanager"]
    CliRunner().invoke(cli, arguments, catch_exceptions=False)
    snippet = yaml.safe_load((out / "alertmanager/route.yaml").read_text())
    own = {
        "route": {"receiver": "own", "routes": snippet["routes"]},
        "receivers": [{"name": "own"}, *snippet["receivers"]],
        "inhibit_rules": snippet["inhibit_rules"],
    }
    path = tmp_path / "alertmanager.yaml"
    path.write_text(yaml.safe_dump(own))
    return path


def route(write_catalog: Callable[..., Path], tmp_path: Path, remediation: str) -> dict[str, Any]:
    """What a catalog of one entry with this remediation makes."""
    slow = "      - { severity: warning, windows: [6h, 24h], horizon: 24h, for: 30m }\n"
    catalog, out = write_catalog(f"{ENTRY}{slow}    remediation: {remediation}\n"), tmp_path / "out"
    arguments = ["generate", str(catalog), "--out", str(out), "--target", "alertmanager"]
    CliRunner().invoke(cli, arguments, catch_exceptions=False)
    snippet: dict[str, Any] = yaml.safe_load((out / "alertmanager/route.yaml").read_text())
    return snippet


def test_repeats_are_looked_for_often_enough_to_renew_a_short_lease(write_catalog: Any, tmp_path: Path) -> None:
    (made,) = route(write_catalog, tmp_path, "{ action: webhook, lease: 2m }")["routes"]
    assert (made["repeat_interval"], made["group_interval"]) == ("30s", "30s")


@pytest.mark.parametrize(
    ("severities", "spared"), [("[warning]", True), ("[critical]", False), ("[warning, critical]", False)]
)
def test_a_warning_that_acts_where_critical_may_not_is_not_muted(
    write_catalog: Any, tmp_path: Path, severities: str, spared: bool
) -> None:
    (rule,) = route(write_catalog, tmp_path, f"{{ action: webhook, severities: {severities} }}")["inhibit_rules"]
    assert ('forecast!~"disk-full"' in rule["target_matchers"]) is spared


def run(amtool: Path, *arguments: object) -> str:
    """Run amtool, which must succeed."""
    done = subprocess.run([amtool, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("amtool", AMTOOLS, ids=lambda path: path.parts[-4])
def test_alertmanager_takes_it(config: Path, amtool: Path) -> None:
    assert "2 inhibit rules" in run(amtool, "check-config", config)


@pytest.mark.parametrize("amtool", AMTOOLS, ids=lambda path: path.parts[-4])
@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (("forecast=disk-full", "severity=critical"), "predictive-reliability-engine"),
        (("blind_forecast=disk-full", "severity=info"), "own"),
        (("alertname=DiskFull",), "own"),
    ],
)
def test_only_forecasts_reach_the_receiver(config: Path, amtool: Path, labels: tuple[str, ...], receiver: str) -> None:
    assert run(amtool, "config", "routes", "test", f"--config.file={config}", *labels).strip() == receiver
