"""How long does a backtest of 1,000 series over 30 days take, and how much memory?

    python bench/backtest.py [--series 60] [--days 30] [--jobs 2] [--fetch-series 20]

Replays a bounded part of it: half of the series, then all of them (60, over the whole 30 days at one minute, two
alerts). What one series more costs is the difference, because the moments for calibration are bounded for all series
together; from there on it is proportion. Fetching is measured apart, against a real Prometheus when .engines/3 is there.
Times are processor time, because other people's work on the machine is not ours.

Half of the series leak and are killed at their limit, so that there is much to look at; the rest are cyclic or sawteeth.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "demo-app")]

import numpy as np  # noqa: E402

from receiver.backtest.beside import Assumed  # noqa: E402
from receiver.backtest.cache import Cache, Key  # noqa: E402
from receiver.backtest.fetch import fetch, utilization  # noqa: E402
from receiver.backtest.history import History, Origin  # noqa: E402
from receiver.backtest.run import backtest, workers  # noqa: E402
from receiver.backtest.track import Bools, Floats  # noqa: E402
from receiver.bootstrap import history_source  # noqa: E402
from receiver.policy.model import ForecastPolicy, GeneratedRules, Policy  # noqa: E402
from tests.support import remotewrite  # noqa: E402
from tests.support.prometheus import binary, prometheus  # noqa: E402

GOAL_SERIES, GOAL_DAYS = 1000, 30
STEP_S = 60.0
NAME = "memory"


def entry_of_two_speeds() -> ForecastPolicy:
    """Two speeds, as in the README's example."""
    windows = [
        {"length_s": length, "resolution_s": resolution, "coarse": resolution > STEP_S, "required": required}
        for length, resolution, required in ((900, 60, 14), (3600, 60, 54), (21600, 300, 65), (86400, 1200, 65))
    ]
    slow = {"severity": "warning", "windows_s": [21600, 86400], "horizon_s": 86400, "for_s": 1800, "floor": 0.6}
    fast = {"severity": "critical", "windows_s": [900, 3600], "horizon_s": 2700, "for_s": 120, "floor": 0.5}
    return ForecastPolicy.model_validate(
        {
            "kind": "trend",
            "summary": "Memory",
            "by": ["namespace", "pod"],
            "interval_s": STEP_S,
            "history_s": 86400,
            "alerts": [slow, fast],
            "rules": {"utilization": "used / limit", "slow_interval_s": 120, "windows": windows},
            "confidence": {"act": 0.9, "notify": 0.5},
            "remediation": {
                "action": "scale",
                "mode": "dry-run",
                "severities": ["critical"],
                "target": {"kind": "owner"},
                "max_step": 2,
                "max_replicas": 12,
                "cooldown_s": 900,
                "lease_s": 3600,
                "settle_s": 300,
            },
        }
    )


def shape(number: int, n: int) -> Floats:
    """One utilisation."""
    random = np.random.default_rng(number)
    t = np.arange(n) + random.integers(0, 1000)
    if number % 2 == 0:
        period = random.integers(600, 6000)
        return np.asarray(0.2 + 0.82 * (t % period) / period + random.normal(0, 0.004, n))
    if number % 4 == 1:
        return np.asarray(0.55 + 0.25 * np.sin(t / 1440 * 2 * np.pi) + random.normal(0, 0.01, n))
    period = random.integers(60, 400)
    return np.asarray(0.4 + 0.4 * (t % period) / period + random.normal(0, 0.005, n))


def history(folder: Path, series: int, days: int) -> History:
    """On disk, as if it had been fetched."""
    n, start_s = days * 1440, 1_790_000_000 // 86400 * 86400.0
    chunks = []
    for day in range(days):
        rows: dict[Key, tuple[Floats, Bools]] = {}
        for number in range(series):
            values = shape(number, n)[day * 1440 : (day + 1) * 1440].copy()  # not a view that keeps the whole
            rows["shop", pod(number)] = (values, np.ones(1440, dtype=np.bool_))
        chunks.append(Cache(folder).put(start_s + day * 86400, 1440, rows))
    origin = Origin("recorded", start_s, start_s + n * STEP_S)
    return History(NAME, ("namespace", "pod"), start_s, STEP_S, n, (origin,), tuple(chunks))


def pod(number: int) -> str:
    """Three to a Deployment."""
    letters = "bcdfghjklmnpqrstvwxz"
    return (
        f"web{number // 3}-7d4b9c6f5d-x2{letters[number % 20]}{letters[number // 20 % 20]}{letters[number // 400 % 20]}"
    )


def rules(entry: ForecastPolicy) -> GeneratedRules:
    """Of the policy above."""
    if entry.rules is None:
        raise AssertionError
    return entry.rules


def replaying(series: int, days: int, jobs: int) -> None:
    """Stage 1, stage 2, policy and score of a part, and what the whole would take."""
    half_s, half_mib = replayed(series // 2, days, jobs)
    whole_s, whole_mib = replayed(series, days, jobs)
    more = GOAL_SERIES - series
    per_s, per_mib = (
        (whole - half) / (series - series // 2) for whole, half in ((whole_s, half_s), (whole_mib, half_mib))
    )
    workers_mib = jobs * _peak_mib(
        resource.RUSAGE_CHILDREN
    )  # a process holds a block of series, however many there are
    expected_s = (whole_s + more * per_s) * GOAL_DAYS / days
    print(f"{GOAL_SERIES} series x {GOAL_DAYS} days, by proportion: {expected_s:.0f} s of processor time,")
    peak_mib = whole_mib + more * max(per_mib, 0.0) + workers_mib
    print(f"  {expected_s / 2 / 60:.1f} min on two free cores; {peak_mib:.0f} MiB in all")


def replayed(series: int, days: int, jobs: int) -> tuple[float, float]:
    """Processor seconds, and the peak of the first process in MiB."""
    entry = entry_of_two_speeds()
    policy = Policy(version="policy/v1", catalog_hash="bench", forecasts={NAME: entry})
    with tempfile.TemporaryDirectory() as folder:
        part = history(Path(folder), series, days)
        began, before = time.perf_counter(), _processor_s()
        with workers(jobs) as pool:
            found = backtest(
                part, policy, rules(entry), closed=False, assumed=Assumed(2), pool=pool, told=lambda _did, _all: None
            )
        wall_s, processor_s = time.perf_counter() - began, _processor_s() - before
    looks = sum(verdict.looks for verdict in found.verdicts)
    moments = sum(verdict.calibration.moments + verdict.calibration.undecided for verdict in found.verdicts)
    own_mib, worker_mib = _peak_mib(resource.RUSAGE_SELF), _peak_mib(resource.RUSAGE_CHILDREN)
    print(
        f"replayed {series} series x {days} days in {jobs} processes: {processor_s:.1f} s ({wall_s:.1f} s of the clock)"
    )
    print(f"  {looks} looks while alerts fired, {moments} moments for calibration")
    print(f"  peak memory: {own_mib:.0f} MiB, and {worker_mib:.0f} MiB per process")
    return processor_s, own_mib


def fetching(series: int, days: int) -> None:
    """Chunks from a real Prometheus into the cache."""
    if not binary("3").exists():
        print("fetching is not measured: no Prometheus in .engines/3")
        return
    entry = entry_of_two_speeds()
    start_s = time.time() // 86400 * 86400 - (days + 1) * 86400
    with tempfile.TemporaryDirectory() as folder, prometheus(Path(folder) / "server", "3") as url:
        for number in range(series):
            labels = {
                "__name__": "forecast:utilization:ratio",
                "forecast": NAME,
                "namespace": "shop",
                "pod": pod(number),
            }
            values = shape(number, days * 1440)
            remotewrite.write(url, [(labels, [(start_s + 60 * i, float(v)) for i, v in enumerate(values)])])
        wanted = utilization(NAME, entry, rules(entry), start_s, start_s + (days * 1440 - 1) * STEP_S)
        began, before = time.perf_counter(), time.process_time()
        fetch(history_source(url), wanted, Path(folder) / "cache", lambda _did, _all: None)
        wall_s, own_s = time.perf_counter() - began, time.process_time() - before
    factor = GOAL_SERIES * GOAL_DAYS / (series * days)
    print(
        f"fetched {series} series x {days} days: {own_s:.1f} s of our own ({wall_s:.1f} s of the clock, the server's included)"
    )
    print(f"  {GOAL_SERIES} series x {GOAL_DAYS} days, by proportion: {factor * own_s:.0f} s of our own")


def _processor_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--series", type=int, default=60)
    ask.add_argument("--days", type=int, default=GOAL_DAYS)
    ask.add_argument("--jobs", type=int, default=2)
    ask.add_argument("--fetch-series", type=int, default=20)
    told = ask.parse_args()
    replaying(told.series, told.days, told.jobs)
    fetching(told.fetch_series, told.days)


if __name__ == "__main__":
    main()
