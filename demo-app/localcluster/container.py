"""How one container of a pod becomes a process: its command, environment and memory limit."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from localcluster.store import Object

DEMO_APP = Path(__file__).resolve().parents[1]
QUANTITY = re.compile(r"(\d+)(Ki|Mi|Gi|k|M|G)?")
UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


def memory_bytes(quantity: str) -> int:
    """Read a memory quantity such as 256Mi (whole numbers only).

    Raises:
        ValueError: it is none.
    """
    match = QUANTITY.fullmatch(quantity)
    if match is None:
        raise ValueError(f"{quantity!r} is not a memory quantity")
    return int(match[1]) * UNITS[match[2] or ""]


def command(pod: Object, mounted: Sequence[str] = ()) -> list[str]:
    """The leaky app with the container's own arguments last, so that they win.

    Args:
        mounted: arguments that say where its volume is.
    """
    container = pod["spec"]["containers"][0]
    argv = [
        sys.executable,
        "-m",
        "leaky",
        f"--host={pod['status']['podIP']}",
        f"--port={container['ports'][0]['containerPort']}",
    ]
    limit = container.get("resources", {}).get("limits", {}).get("memory")
    if limit is not None:
        argv.append(f"--limit-bytes={memory_bytes(limit)}")
    return [*argv, *mounted, *container.get("args", [])]


def environment(pod: Object) -> dict[str, str]:
    """The identity a real pod gets through the downward API."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(DEMO_APP),
        "POD_NAMESPACE": pod["metadata"]["namespace"],
        "POD_NAME": pod["metadata"]["name"],
        "CONTAINER_NAME": pod["spec"]["containers"][0]["name"],
    }
