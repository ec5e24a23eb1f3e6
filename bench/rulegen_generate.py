"""How long does `rulegen generate` take, and how much memory, for 10, 100, 1,000 and 10,000 forecasts?

Usage: python bench/rulegen_generate.py [COUNT...]

Each figure is a process of its own, so that start-up counts and peak memory is the run's own. Targets: rule file,
policy and Alertmanager configuration of one catalog with two-speed trends; every forecast has 23 rules.

A shared machine is not equally fast from minute to minute: `yards` is the processor time in units of a fixed loop that runs
in a process of its own right after, and can be compared between runs.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGETS = ("prometheus", "receiver", "alertmanager")
COUNTS = (10, 100, 1_000, 10_000)
YARDSTICK = "n = 0\nfor i in range(10_000_000): n += i * i % 7"


def catalog(count: int) -> str:
    """The shipped container entry, `count` times."""
    head, entry = (ROOT / "rules/catalog/containers.yaml").read_text("utf-8").split("forecasts:\n")
    return (
        head + "forecasts:\n" + "".join(entry.replace("container-memory-limit", f"memory-{n:05}") for n in range(count))
    )


def run(count: int) -> tuple[float, float, float]:
    """Generate once.

    Returns:
        Seconds of wall clock, seconds of processor, peak memory in MiB.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.yaml"
        path.write_text(catalog(count), "utf-8")
        command = [sys.executable, "-m", "rulegen", "generate", str(path), "--out", f"{scratch}/out"]
        for target in TARGETS:
            command += ["--target", target]
        before, busy = time.perf_counter(), _busy_s()
        subprocess.run(command, check=True, capture_output=True)
        took, busy = time.perf_counter() - before, _busy_s() - busy
    return took, busy, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def yardstick() -> float:
    """Seconds of processor that the fixed loop takes now."""
    busy = _busy_s()
    subprocess.run([sys.executable, "-c", YARDSTICK], check=True)
    return _busy_s() - busy


def _busy_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print one line per size."""
    print(f"{'forecasts':>9} {'seconds':>8} {'cpu s':>8} {'yards':>6} {'peak MiB':>9}")
    for count in [int(text) for text in sys.argv[1:]] or COUNTS:
        seconds, busy, peak = run(count)
        print(f"{count:9} {seconds:8.2f} {busy:8.2f} {busy / yardstick():6.2f} {peak:9.0f}")


if __name__ == "__main__":
    main()
