"""Unpacks a generation of engines into its folder, once.

A folder appears under its final name only when it is complete, so a set-up that was interrupted is not taken for
finished. Two set-ups at the same time wait for each other.
"""

import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.apt import PrivateApt
from engines.errors import EnginesError
from engines.generation import Generation, package_sources
from engines.release import running_release
from engines.version import stated_version, text

ENGINES_FOLDER = Path(__file__).resolve().parents[2] / ".engines"
VERSIONS_FILE = "versions.json"
PROMETHEUS = "usr/bin/prometheus"
PROMTOOL = "usr/bin/promtool"
ALERTMANAGER = "usr/bin/prometheus-alertmanager"


def set_up(generation: Generation, engines_folder: Path = ENGINES_FOLDER) -> Path:
    """Make sure a generation is unpacked.

    Returns: its folder, holding `usr/` and `versions.json` (package name to version).

    Raises:
        EnginesError: it cannot be had here.
    """
    target = engines_folder / str(generation.number)
    if not (target / VERSIONS_FILE).is_file():
        engines_folder.mkdir(parents=True, exist_ok=True)
        with _only_one(engines_folder):
            if not (target / VERSIONS_FILE).is_file():
                _fetch(generation, target)
    return target


@contextmanager
def _only_one(engines_folder: Path) -> Iterator[None]:
    with (engines_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(generation: Generation, target: Path) -> None:
    sources = package_sources(generation, running_release())
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unfinished-") as scratch:
        apt = PrivateApt(Path(scratch, "apt"), sources)
        apt.update()
        packages = ["prometheus", "prometheus-alertmanager"]
        if apt.has("promtool"):  # its own package from Debian 13 on
            packages.append("promtool")
        unpacked = Path(scratch, "unpacked")
        versions = apt.unpack(packages, Path(scratch, "downloads"), unpacked)
        _check(generation, unpacked)
        (unpacked / VERSIONS_FILE).write_text(json.dumps(versions, indent=2, sort_keys=True) + "\n")
        if target.exists():
            shutil.rmtree(target)  # something without a versions file: not ours, or from an older layout
        unpacked.rename(target)


def _check(generation: Generation, unpacked: Path) -> None:
    for binary, minimum in (
        (PROMETHEUS, generation.prometheus_at_least),
        (PROMTOOL, generation.prometheus_at_least),
        (ALERTMANAGER, generation.alertmanager_at_least),
    ):
        found = stated_version(unpacked / binary)
        if found < minimum:
            raise EnginesError(f"{Path(binary).name} is {text(found)}, older than the {text(minimum)} needed")
