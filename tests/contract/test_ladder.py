"""A ladder, its bounds in bytes and its load, from the catalog to what the receiver reads and asks Prometheus for."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from receiver import conventions
from receiver.policy import model
from receiver.policy.model import LoadRule, Policy, TargetRule

CATALOG = """
version: forecast/v1
defaults: { runbook_base: "https://runbooks.example.com" }
forecasts:
  - name: memory
    kind: trend
    summary: Memory reaches its limit
    by: [namespace, pod, container]
    used: container_memory_rss
    limit: kube_pod_container_resource_limits > 0
    alerts:
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }
    remediation:
      action: scale
      mode: approve
      load: sum by (namespace, pod) (rate(http_requests_total[5m]))
      then:
        - { action: resize-memory, max_bytes: 1Gi, max_step_ratio: 1.5, settle: 2m }
        - { action: restart, mode: dry-run }
  - name: volume
    kind: trend
    summary: A volume fills up
    by: [namespace, persistentvolumeclaim]
    used: kubelet_volume_stats_used_bytes
    limit: kubelet_volume_stats_capacity_bytes > 0
    alerts:
      - { severity: critical, windows: [30m, 2h], horizon: 2h, floor: 0.8, for: 5m }
    remediation: { action: expand-volume, max_bytes: 1Ti, max_expansions: 2, class_cooldowns: { gp3: 6h } }
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ladder")
    (folder / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    command = [sys.executable, "-m", "rulegen", "generate", str(folder / "catalog.yaml"), "--out", str(folder / "out")]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def policy(out: Path) -> Policy:
    return model.load(out / "receiver" / "policy.yaml")


def test_every_rung_arrives_with_what_it_inherits(policy: Policy) -> None:
    first = policy.forecasts["memory"].remediation
    assert first is not None
    assert [(one.action, one.mode, one.settle_s) for one in first.rungs] == [
        ("scale", "approve", 300.0),
        ("resize-memory", "approve", 120.0),
        ("restart", "dry-run", 300.0),
    ]
    resize = first.rungs[1]
    assert (resize.max_bytes, resize.max_step_ratio) == (2**30, 1.5)
    assert resize.target == TargetRule(kind="Pod", name_label="pod")


def test_the_bounds_of_a_volume_arrive(policy: Policy) -> None:
    bounds = policy.forecasts["volume"].remediation
    assert bounds is not None
    assert (bounds.max_bytes, bounds.max_expansions, bounds.class_cooldowns_s) == (2**40, 2, {"gp3": 21600.0})


def test_the_load_that_the_receiver_asks_for_is_the_one_that_is_recorded(out: Path, policy: Policy) -> None:
    remediation = policy.forecasts["memory"].remediation
    assert remediation is not None
    assert remediation.load == LoadRule(by=("namespace", "pod"))
    groups = yaml.safe_load((out / "prometheus" / "catalog.rules.yaml").read_text(encoding="utf-8"))["groups"]
    recorded = [rule for group in groups for rule in group["rules"] if rule.get("record") == conventions.SERIES_LOAD]
    assert [(rule["expr"], rule["labels"]) for rule in recorded] == [
        ("sum by (namespace, pod) (rate(http_requests_total[5m]))", {"forecast": "memory"})
    ]
    rules = policy.forecasts["memory"].rules
    assert rules is not None
    assert rules.load == recorded[0]["expr"]


def test_how_large_it_is_what_may_be_made_larger_arrives_for_a_backtest(policy: Policy) -> None:
    rules = {name: entry.rules for name, entry in policy.forecasts.items()}
    assert {name: " ".join(found.size.split()) for name, found in rules.items() if found and found.size} == {
        "memory": "min by (namespace, pod, container) ( kube_pod_container_resource_limits > 0 )",
        "volume": "min by (namespace, persistentvolumeclaim) ( kubelet_volume_stats_capacity_bytes > 0 )",
    }
