"""What does a forecast cost a real Prometheus: our rules beside the node-mixin shape of the same forecast?

Usage: python bench/rulegen_eval.py [SERIES]      (default 10,000; needs prometheus and promtool in .engines/3 or on PATH)

Both forecast that a filesystem is full within 24 h from 6 h of history, and both have a critical alert with a nearer
horizon. History is written as blocks before the server starts; each rule is then asked through the query API, which says
how many samples it loaded (`totalQueryableSamples`) and how long it took. The mixin's rules are those of node-mixin's
NodeFilesystemSpaceFillingUp, evaluated every 30 s as the other rules of such a server are; ours say themselves how often.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from rulegen.catalog.load import load
from rulegen.rules.groups import groups

ROOT = Path(__file__).parents[1]
END_S = int(time.time()) // 1200 * 1200 - 1200
SCRAPE_S = 30
MIXIN = [
    f"node_filesystem_avail_bytes / node_filesystem_size_bytes * 100 < {percent}"
    f" and predict_linear(node_filesystem_avail_bytes[6h], {hours} * 60 * 60) < 0"
    for percent, hours in ((40, 24), (20, 4))
]
CATALOG = """\
version: forecast/v1
defaults: { runbook_base: https://runbooks.example.com }
forecasts:
  - name: disk
    kind: trend
    summary: Filesystem fills up
    by: [instance, mountpoint]
    free: node_filesystem_avail_bytes
    capacity: node_filesystem_size_bytes > 0
    alerts:
      - { severity: warning, windows: [6h, 24h], horizon: 24h, floor: 0.6, for: 30m }
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.8, for: 2m }
"""
HISTORY = (  # metric, how far back, distance of samples, constant value
    ("node_filesystem_avail_bytes", 6 * 3600, SCRAPE_S, 100),
    ("node_filesystem_size_bytes", 300, SCRAPE_S, 1000),
    ("forecast:utilization:ratio", 3600, 30, 0.9),
    ("forecast:utilization:ratio_avg5m", 6 * 3600, 300, 0.9),
    ("forecast:utilization:ratio_avg20m", 24 * 3600, 1200, 0.9),
)

MEANING = {"mixin": "node-mixin shape", "same": "ours, the same 24 h forecast", "all": "ours, with 45 m too"}


def engine(name: str) -> str:
    """The newest unpacked binary, else the one on PATH."""
    unpacked = ROOT / ".engines/3/usr/bin" / name
    found = str(unpacked) if unpacked.exists() else shutil.which(name)
    if found is None:
        sys.exit(f"no {name}: put it on PATH")
    return found


def exposition(series: int) -> Iterator[str]:
    """History in OpenMetrics, metric by metric."""
    for metric, back_s, every_s, value in HISTORY:
        yield f"# TYPE {metric} gauge\n"
        own = 'forecast="disk",' if metric.startswith("forecast:") else ""
        for number in range(series):
            labels = f'{{{own}instance="i{number}",mountpoint="/"}}'
            times = range(END_S - back_s, END_S + 1, every_s)
            yield "".join(f"{metric}{labels} {value} {at_s}\n" for at_s in times)
    yield "# EOF\n"


@contextmanager
def server(series: int) -> Iterator[str]:
    """A Prometheus with history, stopped at the end."""
    with tempfile.TemporaryDirectory() as scratch, socket.socket() as probe:
        text = Path(scratch) / "history.om"
        with text.open("w") as stream:
            stream.writelines(exposition(series))
        block = ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=48h", str(text), f"{scratch}/data"]
        subprocess.run([engine("promtool"), *block], check=True, capture_output=True)
        text.unlink()
        (Path(scratch) / "prometheus.yaml").write_text("{}\n")
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
        probe.close()
        flags = [f"--config.file={scratch}/prometheus.yaml", f"--storage.tsdb.path={scratch}/data"]
        flags += [f"--web.listen-address={address}", "--query.max-samples=1000000000", "--query.timeout=10m"]
        process = subprocess.Popen([engine("prometheus"), *flags], stderr=subprocess.DEVNULL)
        try:
            wait(f"http://{address}/-/ready")
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait()


def wait(url: str) -> None:
    """Until the server answers, a minute at most."""
    for _ in range(600):
        try:
            requests.get(url, timeout=1).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{url} does not answer")


def ask(url: str, query: str) -> tuple[int, float]:
    """Samples that the server loaded for a query, and its seconds."""
    body = {"query": query, "time": str(END_S), "stats": "all"}
    stats: dict[str, Any] = requests.post(f"{url}/api/v1/query", body, timeout=600).json()["data"]["stats"]
    return stats["samples"]["totalQueryableSamples"], stats["timings"]["evalTotalTime"]


def main() -> None:
    """Print samples and seconds per evaluation, and per second of life."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "disk.yaml"
        path.write_text(CATALOG)
        (forecast,) = load([path]).forecasts
    rows = [("mixin", 30.0, MIXIN)]
    rows += [
        (group.name, group.interval.seconds, [rule.expr for rule in group.rules]) for group in groups(forecast, "")
    ]
    slow = {"forecast-disk-avg5m", "forecast-disk-avg20m", "forecast-disk-slow"}
    per_s: dict[str, list[float]] = {"mixin": [0, 0], "same": [0, 0], "all": [0, 0]}
    print(f"{series} series\n{'every':>6} {'samples':>12} {'seconds':>8}  group")
    with server(series) as url:
        for name, every_s, queries in rows:
            answers = [ask(url, query) for query in queries]
            samples, seconds = sum(a[0] for a in answers), sum(a[1] for a in answers)
            print(f"{every_s:5g}s {samples:12} {seconds:8.2f}  {name}")
            sums = ["mixin"] if name == "mixin" else ["all", "same"] if name in slow else ["all"]
            for total in sums:
                per_s[total][0] += samples / every_s
                per_s[total][1] += seconds / every_s
    for total, meaning in MEANING.items():
        load_per_s, busy = per_s[total]
        fewer = per_s["mixin"][0] / load_per_s
        print(f"{load_per_s:12.0f} samples/s {100 * busy:6.1f} % of a core  {fewer:5.1f} x fewer  {meaning}")


if __name__ == "__main__":
    main()
