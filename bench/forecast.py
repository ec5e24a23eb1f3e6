"""Score and time the confidence check.

    python bench/forecast.py [--suite real|synth|both] [--every 4] [--baselines pl,ols,selfbt] [--procs 1]
        [--speed-only]

With ../shared there (or FORECAST_DATA set) the open cases are replayed beside the baselines; without it
only speed is measured. Speed is also given as a ratio to a yardstick measured in the same run (sorting),
because machines differ. `adapter` is what the scorer calls.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from receiver.forecast import AssessConfig, assess, assess_many  # noqa: E402

DATA = Path(os.environ.get("FORECAST_DATA", ROOT.parent / "shared" / "data" / "forecast"))
CONFIG = AssessConfig()


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


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--suite", default="both")
    ask.add_argument("--every", default="4")
    ask.add_argument("--baselines", default="pl,ols")
    ask.add_argument("--procs", default="1")
    ask.add_argument("--thresholds", default="0.25,0.5,0.7,0.9")
    ask.add_argument("--speed-only", action="store_true")
    told = ask.parse_args()
    speed()
    scorer = DATA.parent.parent / "tools" / "forecast" / "score.py"
    if told.speed_only:
        return
    if not scorer.exists():
        print(f"no replay: {scorer} is not there")
        return
    for suite in ("real", "synth") if told.suite == "both" else (told.suite,):
        print(f"{suite}:", flush=True)
        command = [
            sys.executable,
            str(scorer),
            "--forecaster",
            "bench.forecast:adapter",
            "--suite",
            suite,
            "--every",
            told.every,
            "--baselines",
            told.baselines,
            "--procs",
            told.procs,
            "--thresholds",
            told.thresholds,
        ]
        subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {"FC_DATA": str(DATA)})


if __name__ == "__main__":
    main()
