"""The snippet makes a configuration that every supported Alertmanager takes, and brings forecasts where they belong."""

import subprocess
from collections.abc import Callable
from pathlib import Path

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
    text = ENTRY.replace("    alerts:", "    muted_by: [{ alert: DiskFull }]\n    alerts:")
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
