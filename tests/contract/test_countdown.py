"""A countdown's alert, as generated from the shipped catalog, and the receiver's judgement of the series it fires on, agree."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from receiver import conventions
from receiver.domain.series import Series
from receiver.domain.verdict import Verdict
from receiver.forecast.question import Question
from receiver.policy import model
from receiver.policy.model import Policy

CATALOG = Path(__file__).parents[2] / "rules" / "catalog" / "certificates.yaml"
NOW_S = 1_700_000_000.0


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("generated")
    command = [sys.executable, "-m", "rulegen", "generate", str(CATALOG), "--out", str(out)]
    result = subprocess.run(command, cwd=CATALOG.parents[2], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return out


@pytest.fixture(scope="module")
def policy(generated: Path) -> Policy:
    return model.load(generated / "receiver" / "policy.yaml")


@pytest.fixture(scope="module")
def rules(generated: Path) -> list[dict[str, Any]]:
    [path] = (generated / "prometheus").glob("*.yaml")
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _number(pattern: str, rules: list[dict[str, Any]], name: str, **wanted: str) -> float:
    """The number that the one rule of a forecast ends its expression with."""
    [rule] = [
        rule
        for rule in rules
        if rule["labels"].get("forecast") == name
        and all(rule.get(key, rule["labels"].get(key)) == value for key, value in wanted.items())
    ]
    found = re.search(pattern, rule["expr"])
    assert found is not None, rule["expr"]
    return float(found[1])


def test_the_span_that_the_receiver_counts_with_is_the_one_that_is_recorded(
    policy: Policy, rules: list[dict[str, Any]]
) -> None:
    for name, entry in policy.forecasts.items():
        assert entry.counts_down
        divided = _number(r"/ (\d+)\s*$", rules, name, record=conventions.SERIES_UTILIZATION)
        times = _number(r"\* (\d+), 0\)$", rules, name, record="forecast:exhaustion:eta_seconds")
        assert entry.countdown_span_s == divided == times


def test_it_is_confirmed_where_its_alert_fires_and_refuted_where_it_does_not(
    policy: Policy, rules: list[dict[str, Any]]
) -> None:
    for name, entry in policy.forecasts.items():
        span_s = _number(r"/ (\d+)\s*$", rules, name, record=conventions.SERIES_UTILIZATION)
        for alert in entry.alerts:
            at_most_s = _number(r"<= (\d+)$", rules, name, severity=alert.severity)
            for left_s in (-3600.0, 0.0, 1.0, at_most_s - 1, at_most_s + 1, 3 * at_most_s):
                series = Series(np.array([NOW_S]), np.array([1.0 - left_s / span_s]))
                found = Question(
                    series,
                    NOW_S,
                    alert.horizon_s,
                    entry.interval_s,
                    entry.confidence.notify,
                    None,
                    entry.countdown_span_s,
                ).answer()
                assert (found.verdict is Verdict.CONFIRMED) == (left_s <= at_most_s)
                assert found.eta_s == pytest.approx(max(left_s, 0.0), abs=1e-3)


def test_whoever_is_paged_reads_of_an_end_and_not_of_growth(generated: Path, rules: list[dict[str, Any]]) -> None:
    told = [rule["annotations"]["description"] for rule in rules if "forecast" in rule["labels"] and "alert" in rule]
    assert len(told) == 4
    assert all(": ends in {{ $value | humanizeDuration }}; alert below " in text for text in told)
    pages = [page.read_text(encoding="utf-8") for page in sorted((generated / "runbooks").glob("*.md"))]
    assert len(pages) == 2
    for page in pages:
        assert "**critical**: ends within 7d" in page
        assert not re.search(r"growth|window|leak|forecast:error", page)
