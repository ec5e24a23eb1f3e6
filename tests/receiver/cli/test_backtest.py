"""`receiver backtest` from end to end: a real Prometheus with two days of history, and the report that is written."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from receiver.backtest.track import Floats
from tests.support import remotewrite
from tests.support.commandline import run
from tests.support.prometheus import ROOT, prometheus

MINUTES = 2 * 1440
LIMIT = 1000.0
GIB = 2**30
CATALOG = """\
version: forecast/v1
defaults: { runbook_base: "https://runbooks.example.com" }
forecasts:
  - name: memory
    kind: trend
    summary: Memory reaches its limit
    by: [namespace, pod]
    used: used_bytes
    limit: limit_bytes > 0
    interval: 1m
    alerts:
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }
    remediation: { action: scale, mode: dry-run, max_step: 2, target: { kind: owner } }
  - name: ladder
    kind: trend
    summary: The same, whose growth may follow the load
    by: [namespace, pod]
    used: used_bytes
    limit: limit_bytes > 0
    interval: 1m
    alerts:
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }
    remediation:
      action: scale
      mode: dry-run
      load: sum by (namespace, pod) (rate(requests_total[5m]))
      then: [{ action: restart }]
  - name: volume
    kind: trend
    summary: A volume fills up
    by: [namespace, persistentvolumeclaim]
    free: volume_free_bytes
    capacity: volume_bytes > 0
    interval: 1m
    alerts:
      - { severity: critical, windows: [30m, 2h], horizon: 2h, floor: 0.7, for: 5m }
    remediation: { action: expand-volume, mode: dry-run, max_bytes: 1Ti }
  - name: nothing
    kind: trend
    summary: A metric that nobody exports
    by: [namespace]
    used: absent_bytes
    limit: 1000
    alerts:
      - { severity: critical, windows: [15m, 1h], horizon: 45m, for: 2m }
"""


@dataclass(frozen=True)
class Place:
    """A server with history, and files to replay it with."""

    url: str
    policy: Path
    catalog: Path
    start_s: float
    csv: Path

    def run(self, out: Path, *more: str) -> Result:
        times = [f"--from={self.start_s:.0f}", f"--to={self.start_s + 60 * (MINUTES - 1):.0f}"]
        given = ["--prometheus", self.url, "--policy", str(self.policy), "--out", str(out), *times, "--jobs=1", *more]
        return run({}, "backtest", *given)


def _shapes() -> dict[str, Floats]:
    random = np.random.default_rng(5)
    t = np.arange(MINUTES)
    leak = 250 + 780 * (t % 480) / 480 + random.normal(0, 3, MINUTES)  # full, and killed, every eight hours
    steady = 600 + random.normal(0, 10, MINUTES)
    leak[1500:1530] = steady[1500:1530] = np.nan  # nothing is scraped for half an hour
    return {"web-7d4b9c6f5d-x2kzp": leak, "api-7d4b9c6f5d-bcdfg": steady}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("backtest")
    (folder / "catalog").mkdir()
    (folder / "catalog/memory.yaml").write_text(CATALOG)
    command = [sys.executable, "-m", "rulegen", "generate", str(folder / "catalog"), "--out", str(folder / "out")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    start_s = time.time() // 86400 * 86400 - 3 * 86400
    with prometheus(folder / "server", "3") as url:
        _write(url, start_s)
        csv = folder / "memory.csv"
        csv.write_text("\n".join(["timestamp,namespace,pod,value", *_rows(start_s), ""]))
        yield Place(url, folder / "out/receiver/policy.yaml", folder / "catalog", start_s, csv)


def _write(url: str, start_s: float) -> None:
    """What exporters said all the time, and what the rule of `memory` recorded of it on the second day only."""
    _write_volume(url, start_s)
    requests = np.cumsum(3000 + 2800 * np.sin(np.arange(MINUTES) / 90))
    for pod, values in _shapes().items():
        labels = {"namespace": "shop", "pod": pod}
        used = [(start_s + 60 * place, float(value)) for place, value in enumerate(values) if np.isfinite(value)]
        remotewrite.write(url, [({"__name__": "used_bytes", **labels}, used)])
        counted = [(start_s + 60 * place, float(value)) for place, value in enumerate(requests)]
        remotewrite.write(url, [({"__name__": "requests_total", **labels}, counted)])
        remotewrite.write(url, [({"__name__": "limit_bytes", **labels}, [(at_s, LIMIT) for at_s, _ in used])])
        recorded = [(at_s - 13, value / LIMIT) for at_s, value in used if at_s >= start_s + 86400]
        named = {"__name__": "forecast:utilization:ratio", "forecast": "memory", **labels}
        remotewrite.write(url, [(named, recorded)])


def _write_volume(url: str, start_s: float) -> None:
    """A volume of 100 GiB that is full after a day and a half."""
    labels = {"namespace": "shop", "persistentvolumeclaim": "data-0"}
    free = 100 * GIB * np.maximum(1 - np.arange(MINUTES) / 2100, 0)
    for name, values in (("volume_free_bytes", free), ("volume_bytes", np.full(MINUTES, 100.0 * GIB))):
        samples = [(start_s + 60 * place, float(value)) for place, value in enumerate(values)]
        remotewrite.write(url, [({"__name__": name, **labels}, samples)])


def _rows(start_s: float) -> Iterator[str]:
    for pod, values in _shapes().items():
        for place, value in enumerate(values):
            if np.isfinite(value):
                yield f"{start_s + 60 * place:.0f},shop,{pod},{value / LIMIT}"


def _report(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "report.json").read_text())
    return found


@pytest.mark.engines
def test_two_days_are_replayed_and_told_in_three_ways(place: Place, tmp_path: Path) -> None:
    result = place.run(tmp_path, "--forecast", "memory", "--propose", str(place.catalog))
    assert result.exit_code == 0, result.output
    memory = _report(tmp_path)["forecasts"][0]
    [alert] = memory["alerts"]
    assert memory["data"]["series"] == 2
    assert alert["crossings"] == 6
    assert alert["rules"]["caught"] >= 5
    assert alert["told"]["caught"] >= 1
    assert memory["actions"]["count"] >= 1
    [scale] = memory["actions"]["ladder"]
    assert (scale["action"], scale["unit"], scale["cost"] > 0) == ("scale", "replica-hours", True)
    assert "memory: Memory reaches its limit (2 series, " in result.output
    page = (tmp_path / "report.html").read_text()
    assert page.count("<svg") >= 3
    recommended = any(one["recommended"] is not None for one in memory["recommendations"])
    assert (tmp_path / "catalog.patch").exists() == recommended
    assert ("nothing to propose" in result.output) != recommended


@pytest.mark.engines
def test_a_volumes_size_and_a_load_are_asked_of_the_server(place: Place, tmp_path: Path) -> None:
    result = place.run(tmp_path, "--forecast", "volume", "--forecast", "ladder", "--no-plots")
    assert result.exit_code == 0, result.output
    volume, ladder = (one["actions"] for one in _report(tmp_path)["forecasts"])
    [bought] = volume["list"]
    assert bought["would"].startswith("expand-volume PersistentVolumeClaim/shop/data-0 storage 100 GiB→")
    assert (bought["fate"], bought["raised_until"], bought["unit"]) == ("true", None, "GiB bought")
    scale, restart = ladder["ladder"]
    assert scale["count"] == 0, "the leak comes with time, whatever the load"
    assert (restart["count"] >= 1, restart["unit"], scale["not_replayed"]) == (True, "restarts", [])


@pytest.mark.engines
def test_what_was_not_recorded_yet_is_computed_and_said_so(place: Place, tmp_path: Path) -> None:
    place.run(tmp_path, "--forecast", "memory", "--no-plots")
    memory = _report(tmp_path)["forecasts"][0]
    assert [origin["kind"] for origin in memory["data"]["origins"]] == ["computed", "recorded"]
    assert any("computed from the catalog's expression" in note for note in memory["notes"])


@pytest.mark.engines
def test_a_time_without_data_is_reported(place: Place, tmp_path: Path) -> None:
    place.run(tmp_path, "--forecast", "memory", "--no-plots")
    memory = _report(tmp_path)["forecasts"][0]
    [silence] = memory["data"]["silences"]
    assert any("once nothing at all was recorded, 30 min in all" in note for note in memory["notes"]), silence


@pytest.mark.engines
def test_short_retention_is_reported(place: Place, tmp_path: Path) -> None:
    early = f"--from={place.start_s - 5 * 86400:.0f}"
    place.run(tmp_path, "--forecast", "memory", "--no-plots", early)
    notes = _report(tmp_path)["forecasts"][0]["notes"]
    assert any("2.0 of the 7.0 days asked for" in note for note in notes), notes


@pytest.mark.engines
def test_a_forecast_without_data_is_reported_and_does_not_stop_the_others(place: Place, tmp_path: Path) -> None:
    result = place.run(tmp_path, "--no-plots")
    found = {one["name"]: one for one in _report(tmp_path)["forecasts"]}
    assert result.exit_code == 0, result.output
    assert found["nothing"]["notes"] == [
        "no series was found: is the metric scraped, and does the catalog's expression answer?"
    ]
    assert found["memory"]["data"]["series"] == 2


@pytest.mark.engines
def test_a_server_of_the_receivers_file_is_read_by_its_name(place: Place, tmp_path: Path) -> None:
    servers = _servers(tmp_path, f"{{name: eu, url: '{place.url}', token_file: mimir-token}}")
    (tmp_path / "mimir-token").write_text("t0k3n")
    result = place.run(tmp_path, "--forecast", "nothing", "--no-plots", "--prometheus", "eu", *servers)
    assert result.exit_code == 0, result.output
    assert _report(tmp_path)["forecasts"][0]["notes"][0].startswith("no series was found")


@pytest.mark.engines
def test_a_second_run_asks_for_no_chunk_again_and_says_the_same(place: Place, tmp_path: Path) -> None:
    place.run(tmp_path, "--forecast", "memory", "--no-plots")
    first, written = _report(tmp_path), {path: path.stat().st_mtime_ns for path in tmp_path.glob("cache/**/*.npy")}
    place.run(tmp_path, "--forecast", "memory", "--no-plots")
    assert _report(tmp_path) == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("cache/**/*.npy")} == written
    assert written


@pytest.mark.engines
def test_a_csv_of_the_same_history_gives_the_same_pages(place: Place, tmp_path: Path) -> None:
    place.run(tmp_path / "server", "--forecast", "memory", "--no-plots")
    given = ["--csv", str(place.csv), "--policy", str(place.policy), "--forecast", "memory", "--jobs=1", "--no-plots"]
    result = run({}, "backtest", *given, "--out", str(tmp_path / "file"))
    assert result.exit_code == 0, result.output
    [ours], [theirs] = (_report(tmp_path / name)["forecasts"] for name in ("file", "server"))
    assert ours["alerts"][0]["crossings"] == theirs["alerts"][0]["crossings"]
    assert abs(ours["alerts"][0]["rules"]["pages"] - theirs["alerts"][0]["rules"]["pages"]) <= 1


def test_it_says_what_to_give(tmp_path: Path) -> None:
    result = run({}, "backtest", "--policy", "p.yaml", "--out", str(tmp_path))
    assert (result.exit_code, "either --prometheus URL or --csv FILE" in result.stderr) == (2, True)


def _policy(tmp_path: Path) -> Path:
    shipped = (ROOT / "rules/generated/receiver/policy.yaml").read_text()
    (tmp_path / "policy.yaml").write_text(shipped)
    return tmp_path / "policy.yaml"


def test_an_unknown_forecast_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    given = ["--prometheus", "http://127.0.0.1:1", "--policy", str(_policy(tmp_path)), "--out", str(tmp_path)]
    result = run({}, "backtest", *given, "--forecast", "memorry")
    assert result.exit_code == 2
    assert "no forecast memorry; it has " in result.stderr


def _servers(folder: Path, *servers: str) -> list[str]:
    (folder / "servers.yaml").write_text(f"servers: [{', '.join(servers)}]")
    return ["--prometheus-file", str(folder / "servers.yaml"), "--secrets", str(folder)]


@pytest.mark.parametrize(
    ("server", "problem"),
    [
        ("{name: us, url: 'http://127.0.0.1:1'}", "has no server eu; it has us"),
        (
            "{name: eu, url: 'http://127.0.0.1:1', token_file: absent}",
            "Prometheus eu: no file absent in the secrets folder",
        ),
        ("{name: eu, url: 'http://127.0.0.1:1', ca_file: /absent}", "Prometheus eu: there is no file /absent"),
        ("{name: eu, url: 'http://127.0.0.1:1', tokens: x}", "Extra inputs are not permitted"),
    ],
)
def test_a_server_that_could_not_be_asked_is_exit_2_and_says_why(tmp_path: Path, server: str, problem: str) -> None:
    given = ["--prometheus", "eu", "--policy", str(_policy(tmp_path)), "--out", str(tmp_path)]
    result = run({}, "backtest", *given, *_servers(tmp_path, server))
    assert (result.exit_code, problem in result.stderr) == (2, True), result.stderr


def test_a_file_of_servers_needs_the_name_of_one(tmp_path: Path) -> None:
    given = ["--csv", "x.csv", "--policy", str(_policy(tmp_path)), "--out", str(tmp_path), *_servers(tmp_path, "")]
    result = run({}, "backtest", *given)
    assert (result.exit_code, "--prometheus-file FILE goes with --prometheus NAME" in result.stderr) == (2, True)


def test_a_server_that_does_not_answer_is_exit_3(tmp_path: Path) -> None:
    given = ["--prometheus", "http://127.0.0.1:1", "--policy", str(_policy(tmp_path)), "--out", str(tmp_path)]
    result = run({}, "backtest", *given)
    assert (result.exit_code, "Prometheus cannot be reached" in result.stderr) == (3, True)


def test_a_policy_of_an_older_rulegen_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    policy = _policy(tmp_path)
    policy.write_text(re.sub(r"\n    rules:\n(      .*\n)+", "\n", policy.read_text()))
    given = ["--prometheus", "http://127.0.0.1:1", "--policy", str(policy), "--out", str(tmp_path)]
    result = run({}, "backtest", *given)
    assert result.exit_code == 2
    assert "generate it with the rulegen of this version" in result.stderr


def test_a_catalog_to_change_that_is_not_there_is_an_error_before_anything_is_asked(tmp_path: Path) -> None:
    given = ["--prometheus", "http://127.0.0.1:1", "--policy", str(_policy(tmp_path)), "--out", str(tmp_path)]
    result = run({}, "backtest", *given, "--propose", str(tmp_path / "nowhere"))
    assert (result.exit_code, "--propose CATALOG" in result.stderr) == (2, True)


@pytest.mark.parametrize("given", [["--from=now"], ["--from=sometime"], ["--from=-1x"]])
def test_an_impossible_time_is_an_error(tmp_path: Path, given: list[str]) -> None:
    base = ["--prometheus", "http://127.0.0.1:1", "--policy", str(_policy(tmp_path)), "--out", str(tmp_path)]
    assert run({}, "backtest", *base, *given).exit_code == 2


def test_where_nothing_is_recommended_no_patch_is_left_that_git_would_refuse(tmp_path: Path) -> None:
    rows = [f"{1_790_000_000 + 60 * minute},shop,web,app,0.2" for minute in range(60)]
    csv = tmp_path / "flat.csv"
    csv.write_text("\n".join(["timestamp,namespace,pod,container,value", *rows, ""]))
    (tmp_path / "catalog.patch").write_text("of an earlier run")
    given = ["--csv", str(csv), "--policy", str(_policy(tmp_path)), "--forecast", "container-memory-limit", "--jobs=1"]
    proposing = ["--propose", str(ROOT / "rules/catalog"), "--no-plots", "--out", str(tmp_path)]
    result = run({}, "backtest", *given, *proposing)
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("report.json\nnothing to propose: no catalog.patch\n")
    assert not (tmp_path / "catalog.patch").exists()
