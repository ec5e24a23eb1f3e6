"""The replay says what a real Prometheus of either generation says of the very rules that rulegen generates.

The rule manager is played by the test: every expression of the generated file is asked for by range at its group's
interval, what reads averages last, and what it answers is written back under the rule's name, with a stale marker where
a series ends.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import requests
import yaml

from receiver.backtest import server
from receiver.backtest.rules import Rules
from receiver.backtest.season import drift
from receiver.backtest.track import Bools, Floats, Track
from receiver.clients.http import Http
from receiver.clients.prometheus_history import PrometheusHistory
from receiver.policy import model
from receiver.policy.model import ForecastPolicy, GeneratedRules, WindowRule
from tests.support import remotewrite
from tests.support.prometheus import MAJORS, ROOT, prometheus

pytestmark = pytest.mark.engines

STEP_S = 60.0
DAYS = 3
CATALOG = """\
version: forecast/v1
defaults: { runbook_base: "https://runbooks.example.com" }
forecasts:
  - name: disk
    kind: trend
    summary: Disk fills up
    by: [shape]
    used: disk_used_bytes
    limit: disk_size_bytes > 0
    interval: 1m
    alerts:
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }
      - { severity: warning, windows: [2h, 8h], horizon: 8h, floor: 0.6, for: 30m }
  - name: daily
    kind: seasonal
    summary: Peak of the day
    by: [shape]
    used: requests_running
    limit: 100
    interval: 1m
    period: 1d
    alerts:
      - { severity: critical, horizon: 6h, floor: 0.3, for: 10m }
"""
NAMES = ("disk", "daily")


def shapes(random: np.random.Generator, n: int) -> dict[str, Floats]:
    """Series that bring out every branch of the rules; NaN is a NaN sample, -1 is "absent"."""
    t = np.arange(n)
    leak = 0.1 + 0.95 * (t % 900) / 900 + random.normal(0, 0.003, n)
    holes = np.where(random.random(n) < 0.07, -1.0, leak)
    holes[700:790] = -1.0
    broken = leak.copy()
    broken[random.integers(0, n, 25)] = np.nan
    broken[300:310] = np.inf
    wave = 0.6 + 0.38 * np.sin(2 * np.pi * t / 1440) + random.normal(0, 0.01, n) + 0.03 * t / n
    short = np.full(n, -1.0)
    short[1000:1400] = np.linspace(0.3, 0.99, 400)
    return {
        "leak": leak,
        "holes": holes,
        "broken": broken,
        "wave": wave,
        "short": short,
        "constant": np.full(n, 0.7),
        "steps": np.round(leak / 0.07) * 0.07,
        "steady": 0.8 + random.normal(0, 1e-6, n),
    }


@dataclass
class Stage:
    """A server with history, and what its rules recorded: name and labels → values on the rule's times."""

    url: str
    closed: bool
    start_s: float
    tracks: dict[str, Track]
    entries: Mapping[str, ForecastPolicy]
    recorded: dict[tuple[str, ...], tuple[Floats, Floats]] = field(default_factory=dict)

    def end_s(self) -> float:
        return self.start_s + (DAYS * 1440 - 1) * STEP_S

    def said(self, times_s: Floats, *key: str) -> Floats:
        """What was recorded under this key, NaN where nothing was."""
        if key not in self.recorded:
            return np.full(len(times_s), np.nan)
        at_s, values = self.recorded[key]
        known = dict(zip(np.round(at_s).tolist(), values.tolist(), strict=True))
        return np.array([known.get(round(t), np.nan) for t in times_s.tolist()])


@pytest.fixture(scope="module", params=MAJORS, ids=lambda major: f"Prometheus {major}")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("real-rules")
    (folder / "disks.yaml").write_text(CATALOG)
    command = [sys.executable, "-m", "rulegen", "generate", str(folder / "disks.yaml"), "--out", str(folder / "out")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    entries = model.load(folder / "out/receiver/policy.yaml").forecasts
    file = yaml.safe_load((folder / "out/prometheus/disks.rules.yaml").read_text())
    with prometheus(folder / "server", request.param) as url:
        start_s = time.time() // 86400 * 86400 - (DAYS + 1) * 86400
        made = Stage(url, request.param == "2", start_s, _tracks(start_s), entries)
        _write_history(made)
        for group in sorted(file["groups"], key=lambda group: group["name"].endswith("-slow")):
            for rule in group["rules"]:
                _evaluate(made, rule, _seconds(group["interval"]))
        yield made


def test_how_windows_end_is_found_out_by_asking(stage: Stage) -> None:
    source = PrometheusHistory(stage.url, Http("Prometheus"))
    assert server.closed_windows(source, stage.end_s()) == stage.closed


def test_slopes_and_levels_are_those_of_prometheus(stage: Stage) -> None:
    worst = 0.0
    for rules, shape, window, times_s in _windows(stage):
        level = stage.said(times_s, "forecast:level:ratio", "disk", shape, _text(window))
        worst = max(worst, _difference(rules.line(window, times_s).level, level, shape))
        slope = stage.said(times_s, "forecast:slope:ratio_per_second", "disk", shape, _text(window))
        scaled = window.length_s  # a slope is told as what the window rises
        worst = max(worst, _difference(scaled * rules.slope(window, times_s), scaled * slope, shape))
    assert 0.0 < worst <= 1e-9


def test_resets_are_those_of_prometheus(stage: Stage) -> None:
    found = 0
    for shape, track in stage.tracks.items():
        rules = Rules(track, stage.entries["disk"], _rules(stage, "disk"), stage.closed)
        said = stage.said(track.times_s, "forecast:reset:ratio", "disk", shape)
        assert np.array_equal(rules.resets, ~np.isnan(said)), shape
        found += int(rules.resets.sum())
    assert found > 0


def test_averages_for_long_windows_are_those_of_prometheus(stage: Stage) -> None:
    for shape, track in stage.tracks.items():
        average = Rules(track, stage.entries["disk"], _rules(stage, "disk"), stage.closed).averages(300.0)
        asked = average.times_s <= stage.end_s()
        said = stage.said(average.times_s[asked], "forecast:utilization:ratio_avg5m", "disk", shape)
        ours = average.values[asked]
        assert _difference(np.where(np.isfinite(ours), ours, np.nan), said, shape) <= 1e-9


def test_etas_are_those_of_prometheus(stage: Stage) -> None:
    for rules, shape, window, times_s in _windows(stage):
        said = stage.said(times_s, "forecast:exhaustion:eta_seconds", "disk", shape, _text(window))
        ours = rules.eta(window, times_s)
        # a slope that is nothing but rounding has an ETA that is nothing but rounding, years away
        near = (ours < 1e6) | (said < 1e6)
        assert _relative(ours[near], said[near], shape) <= 1e-9


def test_seasonal_drifts_and_etas_are_those_of_prometheus(stage: Stage) -> None:
    entry, known = stage.entries["daily"], 0
    for shape, track in stage.tracks.items():
        rules = Rules(track, entry, _rules(stage, "daily"), stage.closed)
        times_s = rules.slow_times_s
        for window in _rules(stage, "daily").windows:
            season = _rules(stage, "daily").season
            assert season is not None
            shift = drift(rules.averages(window.resolution_s), window, season, 21600.0, times_s, stage.closed)
            said = stage.said(times_s, "forecast:drift:ratio", "daily", shape, _text(window))
            assert _difference(np.where(np.isfinite(shift), shift, np.nan), said, shape) <= 1e-9
            eta = stage.said(times_s, "forecast:exhaustion:eta_seconds", "daily", shape, _text(window))
            assert _relative(rules.eta(window, times_s), eta, shape) <= 1e-9
            known += int(np.isfinite(shift).sum())
    assert known > 1000


@pytest.mark.parametrize(("name", "severity"), [("disk", "critical"), ("disk", "warning"), ("daily", "critical")])
def test_the_alerts_expression_is_true_when_prometheus_says_so(stage: Stage, name: str, severity: str) -> None:
    alert = stage.entries[name].alert_for(severity)
    assert alert is not None
    true = 0
    for shape, track in stage.tracks.items():
        condition = Rules(track, stage.entries[name], _rules(stage, name), stage.closed).condition(alert)
        said = ~np.isnan(stage.said(condition.times_s, "alert", name, severity, shape))
        assert np.array_equal(condition.above(alert.floor), said), shape
        true += int(said.sum())
    assert true > 20


def _windows(stage: Stage) -> Iterator[tuple[Rules, str, WindowRule, Floats]]:
    for shape, track in stage.tracks.items():
        rules = Rules(track, stage.entries["disk"], _rules(stage, "disk"), stage.closed)
        for window in _rules(stage, "disk").windows:
            yield rules, shape, window, rules.slow_times_s if window.coarse else track.times_s


def _rules(stage: Stage, name: str) -> GeneratedRules:
    rules = stage.entries[name].rules
    assert rules is not None
    return rules


def _tracks(start_s: float) -> dict[str, Track]:
    made = shapes(np.random.default_rng(7), DAYS * 1440)
    return {
        shape: Track({"shape": shape}, start_s, STEP_S, np.where(v == -1, np.nan, v), v != -1).trimmed()
        for shape, v in made.items()
    }


def _write_history(stage: Stage) -> None:
    for name in NAMES:
        for shape, track in stage.tracks.items():
            labels = {"__name__": "forecast:utilization:ratio", "forecast": name, "shape": shape}
            _record(stage, labels, track.times_s, track.values, track.present)


def _record(stage: Stage, labels: Mapping[str, str], times_s: Floats, values: Floats, present: Bools) -> None:
    step = times_s[1] - times_s[0]
    ended = np.concatenate((present[:-1] & ~present[1:], present[-1:]))
    samples: list[tuple[float, float | None]] = []
    for at_s, value, there, ends in zip(times_s, values, present, ended, strict=True):
        if there:
            samples.append((float(at_s), float(value)))
            if ends:
                samples.append((float(at_s + step), None))
    remotewrite.write(stage.url, [(labels, samples)])


def _evaluate(stage: Stage, rule: Mapping[str, Any], every_s: float) -> None:
    if rule.get("record") in ("forecast:utilization:ratio", "forecast:error:ratio") or "ForecastBlind" in rule.values():
        return
    times_s = np.arange(stage.start_s, stage.end_s() + 1, every_s)
    query = {"query": rule["expr"], "start": times_s[0], "end": times_s[-1], "step": every_s}
    answer = requests.get(f"{stage.url}/api/v1/query_range", query, timeout=60).json()
    assert answer["status"] == "success", answer
    told: dict[str, list[tuple[float, float]]] = {}
    for series in answer["data"][
        "result"
    ]:  # a series may change its labels on the way; the rule's own labels make it one
        told.setdefault(series["metric"]["shape"], []).extend((float(t), float(v)) for t, v in series["values"])
    for shape, samples in told.items():
        at_s, values = np.array(sorted(samples)).T
        _keep(stage, rule, shape, times_s, at_s, values)


def _keep(stage: Stage, rule: Mapping[str, Any], shape: str, times_s: Floats, at_s: Floats, values: Floats) -> None:
    labels = rule["labels"]
    if "alert" in rule:
        stage.recorded["alert", labels["forecast"], labels["severity"], shape] = (at_s, values)
        return
    window = [labels["window"]] if "window" in labels else []
    stage.recorded[rule["record"], labels["forecast"], shape, *window] = (at_s, values)
    everywhere, present = np.full(len(times_s), np.nan), np.zeros(len(times_s), dtype=np.bool_)
    places = np.round((at_s - times_s[0]) / (times_s[1] - times_s[0])).astype(int)
    everywhere[places], present[places] = values, True
    _record(stage, {"__name__": rule["record"], **labels, "shape": shape}, times_s, everywhere, present)


def _difference(ours: Floats, theirs: Floats, shape: str) -> float:
    """Largest difference; where one is NaN or absent, so is the other."""
    assert np.array_equal(np.isnan(ours), ~np.isfinite(theirs)), shape
    return float(np.nanmax(np.abs(ours - theirs), initial=0.0))


def _relative(ours: Floats, theirs: Floats, shape: str) -> float:
    assert np.array_equal(np.isnan(ours), np.isnan(theirs)), shape
    known = ~np.isnan(ours)
    return float(np.max(np.abs(ours - theirs)[known] / np.maximum(theirs[known], 1.0), initial=0.0))


def _seconds(text: str) -> float:
    return float(text[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[text[-1]]


def _text(window: WindowRule) -> str:
    hours = window.length_s / 3600
    return f"{hours / 24:g}d" if hours >= 48 else f"{hours:g}h" if hours >= 1 else f"{window.length_s / 60:g}m"
