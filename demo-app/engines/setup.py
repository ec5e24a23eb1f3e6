"""Unpacks a generation of engines into its folder, once."""

from functools import partial
from pathlib import Path

from engines.apt import PrivateApt
from engines.errors import EnginesError
from engines.generation import Generation, package_sources
from engines.once import fill_once
from engines.release import running_release
from engines.version import stated_version, text

ENGINES_FOLDER = Path(__file__).resolve().parents[2] / ".engines"
PROMETHEUS = "usr/bin/prometheus"
PROMTOOL = "usr/bin/promtool"
ALERTMANAGER = "usr/bin/prometheus-alertmanager"


def set_up(generation: Generation, engines_folder: Path = ENGINES_FOLDER) -> Path:
    """Make sure a generation is unpacked.

    Returns: its folder, holding `usr/` and `versions.json` (package name to version).

    Raises:
        EnginesError: it cannot be had here.
    """
    return fill_once(engines_folder / str(generation.number), partial(_fetch, generation))


def _fetch(generation: Generation, scratch: Path, into: Path) -> dict[str, str]:
    apt = PrivateApt(scratch / "apt", package_sources(generation, running_release()))
    apt.update()
    packages = ["prometheus", "prometheus-alertmanager"]
    if apt.has("promtool"):  # its own package from Debian 13 on
        packages.append("promtool")
    versions = apt.unpack(packages, scratch / "downloads", into)
    _check(generation, into)
    return versions


def _check(generation: Generation, unpacked: Path) -> None:
    for binary, minimum in (
        (PROMETHEUS, generation.prometheus_at_least),
        (PROMTOOL, generation.prometheus_at_least),
        (ALERTMANAGER, generation.alertmanager_at_least),
    ):
        found = stated_version(unpacked / binary)
        if found < minimum:
            raise EnginesError(f"{Path(binary).name} is {text(found)}, older than the {text(minimum)} needed")
