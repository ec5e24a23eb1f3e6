"""Versions as Prometheus' programs state them."""

import re
from pathlib import Path

from engines.apt import run
from engines.errors import EnginesError

Version = tuple[int, int]
STATED = re.compile(r"version v?(\d+)\.(\d+)")


def stated_version(binary: Path) -> Version:
    """Ask a binary for its (major, minor) version.

    Raises:
        EnginesError: it does not run here, or says something else.
    """
    said = run(str(binary), "--version")
    match = STATED.search(said)
    if match is None:
        raise EnginesError(f"{binary} --version said {said[:80]!r}")
    return int(match[1]), int(match[2])


def text(version: Version) -> str:
    """As people write it."""
    return f"{version[0]}.{version[1]}"
