"""Catalog texts and promtools that the rulegen tests share."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAJORS = ("2", "3")
NO_ENGINES = "no promtool: run python -m engines --generation both in demo-app, or put Prometheus on PATH"
ENTRY = """\
version: forecast/v1
defaults: { runbook_base: "https://runbooks.example.com" }
forecasts:
  - name: disk-full
    kind: trend
    summary: Disk fills up
    by: [instance, device]
    used: disk_used_bytes
    limit: disk_size_bytes > 0
    alerts:
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }
"""


@pytest.fixture
def write_catalog(tmp_path: Path) -> Callable[..., Path]:
    """Writes a catalog file, by default the smallest good one, and says where it is."""

    def write(text: str = ENTRY, name: str = "disks.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def promtool_of(major: str) -> Path:
    """Where the unpacked promtool of a major stands, if it does."""
    return ROOT / ".engines" / major / "usr/bin/promtool"


def promtools() -> list[Path]:
    """Every promtool at hand: the unpacked ones of each supported major, else the one on PATH."""
    unpacked = [promtool_of(major) for major in MAJORS]
    own = shutil.which("promtool")
    return [path for path in unpacked if path.exists()] or ([Path(own)] if own else [])


@pytest.fixture(autouse=True)
def _engines_at_hand(request: pytest.FixtureRequest) -> None:
    """Tests that need engines say so where there are none."""
    if request.node.get_closest_marker("engines") is not None and not promtools():
        pytest.skip(NO_ENGINES)
