"""Puts a folder in another's place for one program by rewriting its system calls (proot, from the distribution's package).

Needs neither root nor namespaces, but ptrace(2), and a /tmp that may hold programs.
"""

from pathlib import Path

from engines.apt import PrivateApt
from engines.errors import EnginesError
from engines.generation import release_sources
from engines.once import fill_once
from engines.release import running_release

PACKAGES = ("proot", "libtalloc2")
LIBRARY = "libtalloc.so.2"


def under_proot(unpacked: Path, place: Path) -> tuple[str, ...]:
    """Give the command prefix under which the unpacked counterpart of the folder `place` stands in for it.

    The program is told to die with proot: version 5.1 lets it live on when it is killed itself. The shortcut through
    seccomp is off: with it proot can crash on Linux 4.8 and newer (https://github.com/proot-me/proot/issues/106).

    Raises:
        EnginesError: proot cannot be had here.
    """
    folder = fill_once(unpacked.parent / "proot", _fetch)
    return (
        "env",
        f"LD_LIBRARY_PATH={_libraries(folder)}",
        "PROOT_NO_SECCOMP=1",
        str(folder / "usr/bin/proot"),
        "-b",
        f"{unpacked / place.relative_to('/')}:{place}",
        *("setpriv", "--pdeathsig", "KILL", "--"),
    )


def _fetch(scratch: Path, into: Path) -> dict[str, str]:
    # Of the running release even for engines of another: it has to fit the C library that is here.
    apt = PrivateApt(scratch / "apt", release_sources(running_release()))
    apt.update()
    return apt.unpack(PACKAGES, scratch / "downloads", into)


def _libraries(folder: Path) -> Path:
    found = next(folder.rglob(LIBRARY), None)
    if found is None:
        raise EnginesError(f"there is no {LIBRARY} in the packages {' and '.join(PACKAGES)}")
    return found.parent
