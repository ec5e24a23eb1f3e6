"""Finds a Chromium that runs without a screen, to look at pages with in tests.

What is on PATH comes first, then the running release's headless shell, unpacked with the libraries that the machine lacks.
Debian has one; Ubuntu's chromium is a snap, which cannot be unpacked: there something must be on PATH (the hosted runners
have Google Chrome).
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from engines.apt import PrivateApt
from engines.errors import EnginesError
from engines.generation import release_sources
from engines.once import fill_once
from engines.postgresql import DPKG_STATUS
from engines.release import running_release
from engines.setup import ENGINES_FOLDER

NAMES = ("chromium-headless-shell", "google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
PACKAGE = "chromium-headless-shell"
FONTS = "fonts-dejavu-core"
_PROGRAM = "usr/lib/chromium/chromium-headless-shell"
_UNUSED = frozenset({"xdg-utils"})  # opens other programs
_FONTS_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir prefix="relative">usr/share/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A program, and the folder that its libraries and fonts were unpacked into; None = it is installed."""

    program: Path
    unpacked: Path | None = None

    def environment(self) -> dict[str, str]:
        """What it needs in its environment beside what is there."""
        if self.unpacked is None:
            return {}
        folders = sorted({str(library.parent) for library in self.unpacked.rglob("lib*.so*")})
        known = os.environ.get("LD_LIBRARY_PATH")
        return {
            "LD_LIBRARY_PATH": os.pathsep.join([*folders, *([known] if known else [])]),
            "FONTCONFIG_FILE": str(self.unpacked / "fonts.conf"),
        }


def locate(engines_folder: Path = ENGINES_FOLDER) -> Chromium:
    """Find one, unpacking it first where needed.

    Raises:
        EnginesError: there is none, and none can be had here.
    """
    for name in NAMES:
        if found := shutil.which(name):
            return Chromium(Path(found))
    folder = fill_once(engines_folder / "chromium", _fetch)
    return Chromium(folder / _PROGRAM, folder)


def _fetch(scratch: Path, into: Path, installed: Path = DPKG_STATUS) -> dict[str, str]:
    apt = PrivateApt(scratch / "apt", release_sources(running_release()), installed)
    apt.update()
    if not apt.has(PACKAGE):
        raise EnginesError(f"this release has no {PACKAGE}; put one of {', '.join(NAMES)} on PATH")
    packages = [name for name in apt.missing(PACKAGE) if name not in _UNUSED]
    versions = apt.unpack([*packages, FONTS], scratch / "downloads", into)
    (into / "fonts.conf").write_text(_FONTS_CONFIGURATION)
    return versions
