"""How many webhooks does the receiver accept, how fast, and what does keeping them cost?

Usage: PYTHONPATH=demo-app python bench/load.py [SECONDS_PER_CELL]      (default 3)

The accept path with its store is measured beside the same server with an inbox that keeps nothing (the ceiling), one right
after the other, for new alerts and for repeats; then `receiver serve` as a whole at 200 requests/s of new alerts, its worker
busy all the time, with Prometheus, Kubernetes, Slack and PagerDuty played by a peer on loopback. The fsync yardstick comes
from the same disk in the same run, because a shared disk is as fast as its neighbours let it be. Ratios within a run are what
counts; absolute figures belong to the machine and the moment. `processor ms` is the server's time per request, ceiling →
kept, and `client` the share of a core that the load itself takes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from loopback.server import LoopbackServer

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.load_site import ROOT, TOKEN, Serving, gunicorn, installation, peers, serving

COLUMNS = "alerts|clients|kind|ceiling req/s|req/s|of ceiling|alerts/s|p50 ms|p99 ms|processor ms|client"
STEADY_CLIENTS, STEADY_PER_S, STEADY_S = 8, 200, 10


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on a disk: /tmp is in memory on many machines, where an fsync costs nothing."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", "/var/tmp")) as name:  # noqa: S108
        yield Path(name)


@dataclass(frozen=True)
class Found:
    """What one run of the client measured."""

    requests_per_s: float
    p50_ms: float
    p99_ms: float
    processor_ms: float  # of the server, per request
    client_share: float  # of a core


def load(server: Serving, clients: int, alerts: int, seconds: int, kind: str, rate_per_s: int = 0) -> Found:
    """Run the client in a process of its own."""
    arguments = [str(one) for one in (server.port, clients, alerts, seconds, kind, rate_per_s)]
    client = [sys.executable, str(ROOT / "bench" / "load_client.py"), *arguments]
    before_s = server.processor_s()
    done = subprocess.run(client, input=TOKEN, capture_output=True, text=True, timeout=seconds + 120, check=False)
    if done.returncode != 0:
        sys.exit(f"the client failed: {done.stderr}")
    said = json.loads(done.stdout)
    if set(said["codes"]) != {"200"}:
        sys.exit(f"not everything was accepted: {said['codes']}")
    processor_ms = 1000 * (server.processor_s() - before_s) / said["codes"]["200"]
    return Found(said["requests_per_s"], said["p50_ms"], said["p99_ms"], processor_ms, said["client_share"])


def yardstick(folder: Path, seconds: float = 2.0) -> str:
    """How often this disk makes 4 KiB durable, one after the other."""
    took_s = []
    with (folder / "yardstick").open("wb", buffering=0) as file:
        end_s = time.perf_counter() + seconds
        while (began_s := time.perf_counter()) < end_s:
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            took_s.append(time.perf_counter() - began_s)
    took_s.sort()
    p50, p99 = (1000 * took_s[len(took_s) * part // 100] for part in (50, 99))
    return f"{len(took_s) / seconds:,.0f} fsyncs/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms"


def cells(seconds: int) -> None:
    """Print a line per size, number of clients and kind."""
    with ExitStack() as stack:
        outside = stack.enter_context(LoopbackServer(peers())).url
        servers = {}
        for application in ("without_store", "with_store"):
            place = stack.enter_context(folder())
            arguments = gunicorn(f"bench.load_apps:{application}()")
            servers[application] = stack.enter_context(serving(arguments, place, installation(place, outside)))
            load(servers[application], 8, 20, 1, "new")  # warm up
        print(yardstick(place))
        print(f"|{COLUMNS}|\n|{'---|' * (COLUMNS.count('|') + 1)}")
        for alerts, clients, kind in product((1, 20, 200), (1, 8, 64), ("new", "repeat")):
            most = load(servers["without_store"], clients, alerts, seconds, kind)
            kept = load(servers["with_store"], clients, alerts, seconds, kind)
            print(line(f"{alerts} | {clients} | {kind}", alerts, most, kept), flush=True)
        print(yardstick(place))


def line(name: str, alerts: int, most: Found, kept: Found) -> str:
    """A line of the table: the ceiling beside what was kept."""
    return (
        f"| {name} | {most.requests_per_s:,.0f} | {kept.requests_per_s:,.0f}"
        f" | {kept.requests_per_s / most.requests_per_s:.0%} | {kept.requests_per_s * alerts:,.0f}"
        f" | {kept.p50_ms:.1f} | {kept.p99_ms:.1f} | {most.processor_ms:.2f} → {kept.processor_ms:.2f}"
        f" | {kept.client_share:.0%} |"
    )


def steady() -> None:
    """Print what the whole receiver does at a steady rate while it works."""
    with ExitStack() as stack:
        outside = stack.enter_context(LoopbackServer(peers())).url
        place = stack.enter_context(folder())
        server = stack.enter_context(serving(["receiver", "serve"], place, installation(place, outside)))
        load(server, STEADY_CLIENTS, 20, 2, "new")  # so that the worker has something to do from the beginning
        found = load(server, STEADY_CLIENTS, 1, STEADY_S, "new", STEADY_PER_S)
        print(yardstick(place))
    print(f"working: {found.requests_per_s:.0f} requests/s, p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms")


if __name__ == "__main__":
    cells(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
    steady()
