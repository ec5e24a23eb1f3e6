from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from receiver.backtest.findings import Findings
from receiver.backtest.report.table import print_findings, restarts
from tests.receiver.backtest.found import findings, forecast, replayed, teeth


def _printed(found: Findings) -> str:
    console = Console(width=80, record=True, file=StringIO())
    print_findings(found, console)
    return console.export_text()


def test_a_forecast_stands_there_with_its_four_ways_of_paging(tmp_path: Path) -> None:
    text = _printed(findings(replayed(tmp_path, teeth(2))))
    assert "memory: Memory reaches its limit (2 series, 1.0 series-days)" in text
    assert "critical: 4 crossings" in text
    assert [line.split()[0] for line in text.split("actions, had")[0].splitlines() if line.startswith("  ")] == [
        "paged",
        "predict_linear",
        "rules",
        "believed",
        "sure",
    ]
    assert "actions, had every mode been auto:\n  scale: " in text


def test_it_fits_eighty_columns(tmp_path: Path) -> None:
    assert "…" not in _printed(findings(replayed(tmp_path, teeth(2))))


def test_forecasts_without_data_are_one_note(tmp_path: Path) -> None:
    text = _printed(findings(forecast("disk"), replayed(tmp_path, teeth(2)), forecast("descriptors")))
    assert text.endswith("\n\n! no series was found: disk, descriptors\n")
    assert "disk: " not in text


def test_where_every_forecast_has_data_nothing_is_said_of_those_without(tmp_path: Path) -> None:
    assert "no series" not in _printed(findings(replayed(tmp_path, teeth(2))))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, "restarts of Prometheus: not known (it does not scrape itself)"),
        ((), "restarts of Prometheus: none"),
        ((1_790_000_000.0,), "restarts of Prometheus: 1 (2026-09-21 14:13 UTC)"),
    ],
)
def test_restarts_of_prometheus_are_told(known: tuple[float, ...] | None, expected: str) -> None:
    assert restarts(replace(findings(), restarts=known)) == expected


def test_of_a_file_no_restart_is_known() -> None:
    assert restarts(replace(findings(), source="file x.csv")) == "restarts of Prometheus: not known from a file"
