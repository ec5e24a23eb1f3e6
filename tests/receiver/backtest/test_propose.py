import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from receiver.backtest.advice import Advice
from receiver.backtest.propose import propose
from receiver.errors import ConfigError
from receiver.scorecard.tally import Tally
from tests.receiver.backtest.found import findings, forecast

CATALOG = """\
version: forecast/v1
forecasts:
  - name: other
    alerts: [{ severity: critical, windows: [15m, 1h], floor: 0.5 }]
  - name: memory  # the one
    summary: Memory
    alerts:
      - { severity: warning, windows: [6h, 24h], floor: 0.6 }
      - severity: critical
        windows: [15m, 1h]  # quick
        horizon: 45m
"""
GOOD = Tally(true=9, false=1, crossings=10, caught=9, days=10.0)


def _advice(setting: str, better: tuple[float, ...] | None, severity: str = "critical") -> Advice:
    return Advice(severity, setting, (0.5,), better, "", Tally(), GOOD)


def _patched(folder: Path, text: str, *advices: Advice) -> str:
    """The catalog after `patch` took the proposal."""
    (folder / "catalog.yaml").write_text(text)
    found = findings(replace(forecast("memory"), advice=advices))
    (folder / "catalog.patch").write_text(propose(found, folder / "catalog.yaml"))
    subprocess.run(["patch", "-p1", "-i", folder / "catalog.patch"], cwd="/", check=True, capture_output=True)
    return (folder / "catalog.yaml").read_text()


def test_a_value_is_changed_where_it_stands_and_nothing_else(tmp_path: Path) -> None:
    after = _patched(tmp_path, CATALOG, _advice("windows", (1800.0, 7200.0)))
    assert after == CATALOG.replace("        windows: [15m, 1h]  # quick", "        windows: [30m, 2h]  # quick")


def test_each_severity_has_its_own(tmp_path: Path) -> None:
    after = _patched(tmp_path, CATALOG, _advice("floor", (0.7,), severity="warning"))
    assert after == CATALOG.replace("floor: 0.6", "floor: 0.7")


def test_a_key_that_is_not_written_yet_is_added_in_the_style_of_its_mapping(tmp_path: Path) -> None:
    after = _patched(tmp_path, CATALOG, _advice("floor", (0.7,)))
    assert after == CATALOG.replace("      - severity: critical\n", "      - severity: critical\n        floor: 0.7\n")


def test_thresholds_are_added_together(tmp_path: Path) -> None:
    after = _patched(tmp_path, CATALOG, _advice("confidence.notify", (0.4,)), _advice("confidence.act", (0.8,)))
    assert "    confidence: { act: 0.8, notify: 0.4 }\n" in after


def test_thresholds_that_are_written_are_changed(tmp_path: Path) -> None:
    text = CATALOG.replace("    summary: Memory\n", "    confidence: { act: 0.9 }\n    summary: Memory\n")
    after = _patched(tmp_path, text, _advice("confidence.notify", (0.4,)), _advice("confidence.act", (0.8,)))
    assert "    confidence: { act: 0.8, notify: 0.4 }\n" in after


def test_every_change_stands_at_the_head_with_its_effect(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    patch = propose(findings(replace(forecast("memory"), advice=(_advice("floor", (0.7,)),))), tmp_path)
    assert patch.startswith("memory critical floor: 0.5 -> 0.7 (precision – → 90 %, recall – → 90 %, ")


def test_nothing_to_recommend_is_an_empty_patch(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    assert propose(findings(replace(forecast("memory"), advice=(_advice("floor", None),))), tmp_path) == ""


def test_git_takes_it_in_the_folder_that_it_was_made_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules/catalog").mkdir(parents=True)
    (tmp_path / "rules/catalog/all.yaml").write_text(CATALOG.rstrip("\n"))
    monkeypatch.chdir(tmp_path)
    found = findings(replace(forecast("memory"), advice=(_advice("floor", (0.7,)),)))
    (tmp_path / "catalog.patch").write_text(propose(found, Path("rules/catalog")))
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply", "catalog.patch"], check=True)
    expected = CATALOG.replace("      - severity: critical\n", "      - severity: critical\n        floor: 0.7\n")
    assert (tmp_path / "rules/catalog/all.yaml").read_text() == expected.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [(None, "no catalog at"), ("forecasts: [", "catalog.yaml"), ("forecasts: []", "has the forecast memory")],
)
def test_a_catalog_that_cannot_be_used_is_an_error(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "catalog.yaml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        propose(findings(replace(forecast("memory"), advice=(_advice("floor", (0.7,)),))), tmp_path)
