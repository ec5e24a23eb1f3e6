"""Score and time the confidence check beside the baselines, in one run.

    python bench/forecast.py [--suite real|synth|both] [--every 6] [--baselines pl,plg,ols,selfbt] [--left-out source]
        [--thresholds 0.5,0.9] [--speed-only]

With ../shared there (or FORECAST_DATA set) every so many-th open case is replayed (6: two minutes on a quiet machine; 1: the
tables of docs/forecasting.md); without it only speed is measured. `--left-out` adds rows of coefficients that never saw the
source (or entity) they are asked about. Speed is also given as a ratio to yardsticks of the same run (sorting, and the
reference where it is there), because machines differ. `adapter` is what the scorer calls.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from bench.forecast_replay import FOR_S, HEAD, THRESHOLDS, TOOLS, judge, load, row, scored, there, tool  # noqa: E402
from bench.forecast_rows import HORIZON_S  # noqa: E402
from receiver.forecast import AssessConfig, assess, assess_many  # noqa: E402

CONFIG = AssessConfig()
TARGETS = {
    "real": "| **target** (unseen sources) | 0.90 | – | 0.60 | 0.40 | 0.05 | +0.35 | 0.020 | 0.75–0.85 |",
    "synth": "| **target** | 0.95 | 0.95 | – | 0.80 | – | – | – | – |",
}


def adapter(ts: np.ndarray, values: np.ndarray, limit: float, horizon_s: float) -> tuple[float, float, float, float]:
    """The scorer's forecaster: probability, and the 10, 50, 90 % points of the time to the limit in seconds."""
    found = assess(ts, values, limit, horizon_s, config=CONFIG)
    return found.probability, found.eta_lower_s, found.eta_s, found.eta_upper_s


def best(call: Callable[[], object], repeats: int = 5) -> float:
    """Shortest of several runs, processor seconds: other people's work on the machine does not count."""
    times = []
    for _ in range(repeats):
        begin = time.process_time()
        call()
        times.append(time.process_time() - begin)
    return min(times)


def speed() -> None:
    """Series per second, batched and single."""
    random = np.random.default_rng(0)
    block = random.normal(size=200_000)
    yardstick = best(lambda: np.sort(block))
    print(f"yardstick: np.sort of 200,000 numbers {1e3 * yardstick:.2f} ms")
    for n, count in ((240, 1024), (1440, 512)):
        times = [np.arange(n) * 60.0] * count
        values = [0.2 + np.cumsum(random.normal(1e-4, 1e-3, n)) for _ in range(count)]
        many = best(partial(assess_many, times, values, [1.0] * count, 2700.0))
        one = best(partial(assess, times[0], values[0], 1.0, 2700.0), 30)
        print(
            f"{n:5d} samples: {count / many:8,.0f} series/s batched, {count * yardstick / many:.1f} per yardstick; "
            f"single call {1e3 * one:.2f} ms, {one / yardstick:.3f} yardsticks"
        )
        if there():
            theirs = 256 / best(partial(reference, times[0], values[:256]))
            print(
                f"{n:5d} samples: {theirs:8,.0f} series/s the reference, batched; {count / many / theirs:.2f} times that here"
            )


def reference(t: np.ndarray, values: list[np.ndarray]) -> None:
    """The prototype on many histories of one length: bins one by one, the array core at once; no checks, no result objects."""
    theirs = tool("reference_selfbt")
    binned = [theirs.binned(t, v, HORIZON_S, theirs.CFG) for v in values]
    means, peaks = np.stack([mean for mean, _, _ in binned]), np.stack([peak for _, peak, _ in binned])
    theirs.core(means, peaks, np.ones(len(values)), binned[0][2], HORIZON_S, None, theirs.calibrated())


def table(suite: str, every: int, baselines: list[str], thresholds: list[float]) -> None:
    """Print the baselines, the check and the target as one table, from this run."""
    cases = load(suite, every)
    print("\n" + HEAD.format(suite=f"{suite}, open"), flush=True)
    known = tool("score").BASE if baselines else {}
    for name in baselines:
        label, make, thresholds = known[name]
        rows, _ = tool("replay").replay(make(), cases, horizon=HORIZON_S)
        interval = not np.array_equal(rows[:, 3], rows[:, 5])
        for threshold in thresholds:
            told = f", p ≥ {threshold:g}" if len(thresholds) > 1 else ""
            score = scored(rows, cases, threshold, FOR_S if told else 0.0)
            print(row(label + told, score if interval else score | {"cov": np.nan}), flush=True)
    rows = judge(cases, CONFIG)
    for threshold in thresholds:
        print(row(f"**this check**, p ≥ {threshold:g}", scored(rows, cases, threshold)), flush=True)
    print(TARGETS[suite])
    score = scored(rows, cases, 0.5)
    counted = f"{score['events']} crossings ({score['g_events']} gradual), {score['days']:.1f} series-days"
    print(f"\n{len(cases)} cases, {counted}, base rate {score['base']:.4f}", flush=True)


def left_out_rows(by: str, thresholds: list[float]) -> None:
    """Print the rows of forecasts for what the coefficients never saw: a fit for each source, or part of the entities."""
    from bench.forecast_fit import left_out, lessons

    rows, cases = left_out(lessons(), by), load("real")
    for threshold in thresholds:
        print(row(f"*left-out {by}*, p ≥ {threshold:g}", scored(rows, cases, threshold)), flush=True)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--suite", default="both", choices=("real", "synth", "both"))
    ask.add_argument("--every", default=6, type=int)
    ask.add_argument("--baselines", default="pl,plg,ols,selfbt")
    ask.add_argument("--thresholds", default=",".join(map(str, THRESHOLDS)))
    ask.add_argument("--left-out", choices=("source", "entity"))
    ask.add_argument("--speed-only", action="store_true")
    told = ask.parse_args()
    thresholds = [float(one) for one in told.thresholds.split(",")]
    speed()
    if told.speed_only:
        return
    if not there():
        print(f"no replay: {TOOLS} is not there")
        return
    for suite in ("real", "synth") if told.suite == "both" else (told.suite,):
        table(suite, told.every, [name for name in told.baselines.split(",") if name], thresholds)
    if told.left_out:
        left_out_rows(told.left_out, thresholds)


if __name__ == "__main__":
    main()
