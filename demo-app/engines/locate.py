"""Finds the engines to use: the user's own on PATH first, else the unpacked packages."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from engines import setup
from engines.generation import GENERATIONS, Generation
from engines.template import with_template
from engines.version import Version, stated_version

ALERTMANAGER_NAMES = ("alertmanager", "prometheus-alertmanager")  # upstream's name, Debian's name


@dataclass(frozen=True)
class Engines:
    """Programs that can be run as they are; versions are (major, minor)."""

    prometheus: Path
    promtool: Path
    alertmanager: Path
    prometheus_version: Version
    alertmanager_version: Version
    origin: str
    alertmanager_wrapper: tuple[str, ...] = ()

    @property
    def alertmanager_command(self) -> tuple[str, ...]:
        """What to execute to start Alertmanager, before its flags."""
        return (*self.alertmanager_wrapper, str(self.alertmanager))


def locate(generation: int | None = None, engines_folder: Path = setup.ENGINES_FOLDER) -> Engines:
    """Find engines, unpacking them first where needed.

    Args:
        generation: 2 or 3; None takes whatever is on PATH, else what the running release ships.
        engines_folder: where unpacked packages live.

    Raises:
        EnginesError: there are none, and none can be had here.
    """
    own = _on_path()
    if own is not None and generation in (None, own.prometheus_version[0]):
        return own
    return _unpacked(GENERATIONS[generation or 2], engines_folder)


def _on_path() -> Engines | None:
    prometheus, promtool = shutil.which("prometheus"), shutil.which("promtool")
    alertmanager = next((found for name in ALERTMANAGER_NAMES if (found := shutil.which(name))), None)
    if prometheus is None or promtool is None or alertmanager is None:
        return None
    return _engines(Path(prometheus), Path(promtool), Path(alertmanager), "PATH")


def _unpacked(generation: Generation, engines_folder: Path) -> Engines:
    folder = setup.set_up(generation, engines_folder)
    engines = _engines(folder / setup.PROMETHEUS, folder / setup.PROMTOOL, folder / setup.ALERTMANAGER, str(folder))
    return replace(engines, alertmanager_wrapper=with_template(folder, engines.alertmanager))


def _engines(prometheus: Path, promtool: Path, alertmanager: Path, origin: str) -> Engines:
    return Engines(prometheus, promtool, alertmanager, stated_version(prometheus), stated_version(alertmanager), origin)
