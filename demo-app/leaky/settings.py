"""What the app is told at its start: flags, and its identity from the environment as the downward API gives it."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MODES = ("leak", "steady", "sawtooth", "descriptors", "fill")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Identity:
    """Whose container this is."""

    namespace: str
    pod: str
    container: str


@dataclass(frozen=True)
class Settings:
    """Everything that can be chosen; ratios are of the limit."""

    mode: str
    host: str
    port: int
    limit_bytes: int | None
    grain_bytes: int
    low_ratio: float
    high_ratio: float
    period_s: float
    phase_s: float
    max_fds: int | None
    per_s: float
    data_dir: Path | None
    claim: str
    platform_metrics: bool
    identity: Identity


def parse(argv: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read flags and environment; a wrong flag ends the program as argparse does (exit code 2)."""
    parser = _parser()
    given = parser.parse_args(argv)
    if given.mode == "sawtooth" and given.limit_bytes is None:
        parser.error("--mode sawtooth needs --limit-bytes: its ratios are of the limit")
    if not 0 <= given.low_ratio < given.high_ratio <= 1:
        parser.error("ratios must be 0 <= low < high <= 1")
    if given.period_s <= 0:
        parser.error("--period-s must be above zero")
    if given.mode == "fill" and given.data_dir is None:
        parser.error("--mode fill needs --data-dir: the volume that it fills")
    return Settings(
        **vars(given),
        identity=Identity(
            environment.get("POD_NAMESPACE", "default"),
            environment.get("POD_NAME", "leaky"),
            environment.get("CONTAINER_NAME", "leaky"),
        ),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="leaky", description=__doc__)
    add = parser.add_argument
    add("--mode", choices=MODES, required=True)
    add("--host", default="127.0.0.1")
    add("--port", type=int, required=True)
    add("--limit-bytes", type=int, help="memory limit the app sets on itself; omit where a cgroup does it")
    add("--grain-bytes", type=int, default=160 * 1024, help="leak: bytes kept per request served")
    add("--low-ratio", type=float, default=0.50, help="sawtooth: where it falls to")
    add("--high-ratio", type=float, default=0.95, help="sawtooth: where it falls from")
    add("--period-s", type=float, default=53.0, help="sawtooth: from one fall to the next")
    add("--phase-s", type=float, default=0.0, help="sawtooth: how far into a period it starts")
    add("--max-fds", type=int, help="limit of open files that the app sets on itself")
    add("--per-s", type=float, default=2.0, help="descriptors, fill: what is used up in a second, files or bytes")
    add("--data-dir", type=Path, help="where a volume is mounted")
    add("--claim", default="data", help="name of the volume's claim")
    add(
        "--no-platform-metrics",
        dest="platform_metrics",
        action="store_false",
        help="leave the container's metrics to kubelet and kube-state-metrics",
    )
    return parser
