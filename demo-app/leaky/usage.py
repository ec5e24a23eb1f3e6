"""How much memory this process uses, from /proc/self/status (proc(5)): bytes."""

from pathlib import Path

STATUS = Path("/proc/self/status")


def anonymous_bytes() -> int:
    """Resident anonymous memory: what cAdvisor calls `container_memory_rss`."""
    return _field("RssAnon")


def data_bytes() -> int:
    """Private writable mappings: what RLIMIT_DATA counts."""
    return _field("VmData")


def _field(name: str) -> int:
    for line in STATUS.read_text().splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0]) * 1024
    raise LookupError(f"{STATUS} has no {name}")
