"""What rulegen writes from the shipped catalog is what the receiver reads, and the alerts it makes find their entry."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from receiver import conventions
from receiver.domain.alert import Alert, AlertStatus
from receiver.policy import model
from receiver.policy.budget import Budgets
from receiver.policy.model import Policy
from receiver.policy.promotion import PromotionRule
from rulegen import conventions as rulegen_conventions

NOTIFIERS = Path(model.__file__).parents[1] / "notifiers"
CATALOG = Path(__file__).parents[2] / "rules" / "catalog"


@pytest.fixture(scope="module", params=[(), ("--compress", "60", "--mode", "auto")], ids=["as shipped", "compressed"])
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("generated")
    _generate(CATALOG, out, *request.param)
    return out


def _generate(catalog: Path, out: Path, *options: str) -> None:
    command = [sys.executable, "-m", "rulegen", "generate", str(catalog), "--out", str(out), *options]
    result = subprocess.run(command, cwd=CATALOG.parents[1], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def policy(generated: Path) -> Policy:
    return model.load(generated / "receiver" / "policy.yaml")


def _rules(generated: Path) -> list[dict[str, Any]]:
    files = sorted((generated / "prometheus").glob("*.yaml"))
    groups = [group for path in files for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]]
    return [rule for group in groups for rule in group["rules"]]


def _alerts(generated: Path) -> list[dict[str, Any]]:
    return [rule for rule in _rules(generated) if "alert" in rule and conventions.LABEL_FORECAST in rule["labels"]]


def test_the_policy_is_read_and_knows_every_forecast_of_the_catalog(policy: Policy) -> None:
    names = {
        entry["name"]
        for path in CATALOG.glob("*.yaml")
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["forecasts"]
    }
    assert set(policy.forecasts) == names
    assert names


def test_every_alert_selects_an_entry_and_a_speed(generated: Path, policy: Policy) -> None:
    alerts = _alerts(generated)
    assert alerts
    for rule in alerts:
        entry = policy.forecasts[rule["labels"][conventions.LABEL_FORECAST]]
        assert entry.alert_for(rule["labels"][conventions.LABEL_SEVERITY]) is not None, rule["alert"]


def test_every_speed_of_the_policy_has_its_alert(generated: Path, policy: Policy) -> None:
    fired = {(one["labels"]["forecast"], one["labels"]["severity"]) for one in _alerts(generated)}
    asked = {(name, alert.severity) for name, entry in policy.forecasts.items() for alert in entry.alerts}
    assert fired == asked


def test_the_series_that_the_receiver_asks_for_is_recorded_for_every_forecast(generated: Path, policy: Policy) -> None:
    recorded = {
        rule["labels"][conventions.LABEL_FORECAST]
        for rule in _rules(generated)
        if rule.get("record") == conventions.SERIES_UTILIZATION
    }
    assert set(policy.forecasts) == recorded


def test_what_a_backtest_would_replay_is_what_the_rules_say(generated: Path, policy: Policy) -> None:
    utilization = {
        rule["labels"][conventions.LABEL_FORECAST]: rule["expr"]
        for rule in _rules(generated)
        if rule.get("record") == conventions.SERIES_UTILIZATION
    }
    assert {name: entry.rules.utilization for name, entry in policy.forecasts.items() if entry.rules} == utilization
    for rule in _alerts(generated):
        entry = policy.forecasts[rule["labels"][conventions.LABEL_FORECAST]]
        alert = entry.alert_for(rule["labels"][conventions.LABEL_SEVERITY])
        assert alert is not None
        floor = re.search(r"utilization:ratio\{[^}]*\} >= (\S+)", rule["expr"])
        assert alert.floor == (float(floor[1]) if floor else 0.0)
        assert entry.rules is not None
        assert {window.length_s for window in entry.rules.windows} >= set(alert.windows_s)


def test_the_coverage_that_a_backtest_asks_for_is_the_one_of_the_rules(generated: Path, policy: Policy) -> None:
    asked: dict[str, set[int]] = {}
    for rule in _rules(generated):
        if rule.get("record") in ("forecast:slope:ratio_per_second", "forecast:drift:ratio"):
            count = re.search(r"count_over_time\(.*\) >= (\d+)", rule["expr"])
            assert count is not None
            asked.setdefault(rule["labels"][conventions.LABEL_FORECAST], set()).add(int(count[1]))
    told = {name: {w.required for w in entry.rules.windows} for name, entry in policy.forecasts.items() if entry.rules}
    assert {name: required for name, required in told.items() if required} == asked


def test_an_alert_with_its_by_labels_selects_its_series(policy: Policy) -> None:
    for name, entry in policy.forecasts.items():
        labels = {conventions.LABEL_FORECAST: name, **dict.fromkeys(entry.by, "x")}
        alert = Alert("aa", AlertStatus.FIRING, labels, {}, 0.0)
        assert entry.selector(name, alert.labels) == labels


def test_the_history_covers_every_window_and_the_windows_their_interval(policy: Policy) -> None:
    for entry in policy.forecasts.values():
        for alert in entry.alerts:
            assert max(alert.windows_s, default=0) <= entry.history_s
            assert all(window >= entry.interval_s for window in alert.windows_s)


def test_budgets_that_no_catalog_names_are_the_same_on_both_sides(policy: Policy) -> None:
    assert policy.budgets == Budgets()


def test_a_maintenance_window_is_read_as_it_was_written(tmp_path: Path) -> None:
    shipped = (CATALOG / "containers.yaml").read_text(encoding="utf-8")
    window = """maintenance:
  - name: friday-evening
    time_intervals:
      - times: [{ start_time: "16:00", end_time: "24:00" }]
        weekdays: [friday]
        days_of_month: [-1, "1:7"]
        months: [may:june]
        years: [2026]
        location: Europe/Berlin
    forecasts: [container-memory-limit]
    namespaces: [shop]
"""
    (tmp_path / "containers.yaml").write_text(shipped.replace("forecasts:\n", f"{window}forecasts:\n", 1), "utf-8")
    _generate(tmp_path / "containers.yaml", tmp_path / "out")
    (read,) = model.load(tmp_path / "out" / "receiver" / "policy.yaml").maintenance
    friday = datetime(2026, 5, 1, 23, 59, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    assert read.stops("container-memory-limit", "shop", friday)
    assert not read.stops("container-memory-limit", "shop", friday + 60)
    assert not read.stops("container-memory-limit", "billing", friday)


def test_a_promotion_rule_is_read_as_it_was_written(tmp_path: Path) -> None:
    shipped = (CATALOG / "containers.yaml").read_text(encoding="utf-8")
    earned = "promotion: { min_evidence: 30, precision: 0.9 }"
    rule = f"    remediation:\n      {earned}\n      then: [{{ action: restart, mode: approve }}]\n"
    (tmp_path / "containers.yaml").write_text(shipped.replace("    remediation:\n", rule), "utf-8")
    _generate(tmp_path / "containers.yaml", tmp_path / "out")
    remediation = (
        model.load(tmp_path / "out" / "receiver" / "policy.yaml").forecasts["container-memory-limit"].remediation
    )
    assert remediation is not None
    assert remediation.promotion == PromotionRule(min_evidence=30, precision=0.9, lead_s=remediation.settle_s)
    assert [rung.promotion for rung in remediation.then] == [None]
    assert remediation.ceiling == "approve"


def test_the_route_sends_forecasts_to_the_endpoint_of_the_receiver(generated: Path) -> None:
    text = (generated / "alertmanager" / "route.yaml").read_text(encoding="utf-8")
    assert "/api/v1/alerts" in text
    assert conventions.LABEL_FORECAST in text


def test_a_catalog_takes_the_notifiers_that_the_receiver_has() -> None:
    notifiers = {path.stem for path in NOTIFIERS.glob("*.py") if "    def send(" in path.read_text(encoding="utf-8")}
    assert notifiers == set(rulegen_conventions.NOTIFIERS)
