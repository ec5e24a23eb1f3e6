"""docs/backtest.md says what the commands do."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from receiver.backtest.report.table import WAYS
from receiver.cli import main

ROOT = Path(__file__).parents[3]
MANUAL = (ROOT / "docs/backtest.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["backtest", "assess"])
def test_the_help_is_the_one_of_the_command(command: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"], prog_name="receiver", terminal_width=80).output
    assert f"```text\n{shown}```" in MANUAL


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_paging_is_explained(way: str) -> None:
    assert f"**{way}**" in MANUAL


@pytest.mark.parametrize("code", ["0", "2", "3"])
def test_every_exit_code_is_explained(code: str) -> None:
    assert f"| {code} | " in MANUAL


def test_every_picture_is_there() -> None:
    named = [line.split("(")[1].rstrip(")") for line in MANUAL.splitlines() if line.startswith("![")]
    assert [name for name in named if not (ROOT / "docs" / name).is_file()] == []
    assert len(named) == 2
