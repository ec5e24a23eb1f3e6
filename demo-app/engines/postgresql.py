"""Finds a PostgreSQL server, and runs one that is thrown away: in a temporary folder, on loopback, without a password.

What the machine has comes first (PATH, then where Debian puts it), then the running release's package, unpacked. The server
refuses to run as root; for root it runs as nobody.
"""

import os
import re
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from loopback.ports import HOST, free_port

from engines.apt import PrivateApt, run
from engines.errors import EnginesError
from engines.generation import release_sources
from engines.once import fill_once
from engines.process import Process
from engines.release import running_release
from engines.setup import ENGINES_FOLDER

USER = "receiver"
DPKG_STATUS = Path("/var/lib/dpkg/status")
INSTALLED = Path("/usr/lib/postgresql")
READY_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 10.0
PAUSE_S = 0.05
NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
# Survives the end of any process, not a power cut: right for tests of somebody else's durability.
FAST = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Programs:
    """Where `initdb` and `postgres` are, and the libraries that came with them."""

    folder: Path
    libraries: Path | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        """What to execute, as somebody who may run it."""
        as_whom = AS_NOBODY if os.geteuid() == 0 else ("setpriv",)
        libraries = ("env", f"LD_LIBRARY_PATH={self.libraries}") if self.libraries else ()
        # The kernel forgets this wish when the user changes, so it is made last.
        return [*as_whom, "--pdeathsig=KILL", "--", *libraries, str(self.folder / program), *arguments]


def locate(engines_folder: Path = ENGINES_FOLDER, installed: Path = INSTALLED) -> Programs:
    """Find the server's programs, unpacking them first where needed.

    Raises:
        EnginesError: there are none, and none can be had here.
    """
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb"):
        return Programs(Path(on_path).resolve().parent)
    found = _newest(installed)
    return Programs(found) if found else _unpacked(fill_once(engines_folder / "postgresql", _fetch))


def _newest(versions: Path) -> Path | None:
    """Debian keeps one folder per major version."""
    found = [path.parent for path in versions.glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def _unpacked(folder: Path) -> Programs:
    programs = _newest(folder / "usr/lib/postgresql")
    if programs is None:
        raise EnginesError(f"there is no initdb in the packages unpacked into {folder}")
    return Programs(programs, next((path.parent for path in folder.rglob("libpq.so.5")), None))


def _fetch(scratch: Path, into: Path, installed: Path = DPKG_STATUS) -> dict[str, str]:
    apt = PrivateApt(scratch / "apt", release_sources(running_release()), installed)
    apt.update()
    # Only programs and libraries, not what manages installations; LLVM is for compiling queries and weighs more than all else.
    needed = re.compile(r"postgresql-(client-)?\d+$|lib(?!llvm|.*-perl)")
    return apt.unpack([name for name in apt.missing("postgresql") if needed.match(name)], scratch / "downloads", into)


class Cluster:
    """A PostgreSQL server that runs inside a `with` block and leaves nothing behind.

    Args:
        options: server settings (https://www.postgresql.org/docs/current/runtime-config.html).

    Raises:
        EnginesError: it does not start; the message holds the end of its log.
    """

    def __init__(self, programs: Programs, options: dict[str, str] | None = None) -> None:
        self._programs = programs
        self._options = options or {}
        self._folder = Path()
        self._port = free_port()
        self._process: Process | None = None

    @property
    def address(self) -> str:
        """User, host and port, as they stand in a URL."""
        return f"{USER}@{HOST}:{self._port}"

    def start(self) -> None:
        """Start it, for the first time or again, and wait until it takes connections."""
        options = {"listen_addresses": HOST, "port": str(self._port), "unix_socket_directories": "", **self._options}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = self._programs.command("postgres", "-D", str(self._data), *flags)
        self._process = Process("postgresql", command, self._folder / "log")
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self._takes_connections():
            if self._process.exit_code() is not None or time.monotonic() > deadline:
                tail = self._process.log_tail()
                self.crash()
                raise EnginesError(f"PostgreSQL did not start:\n{tail}")
            time.sleep(PAUSE_S)

    def crash(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        try:
            if os.geteuid() == 0:
                os.chown(self._folder, NOBODY, NOBODY)
            run(*self._programs.command("initdb", *_INITDB, "-D", str(self._data)), timeout_s=READY_TIMEOUT_S)
            self.start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGINT)  # "fast": ends sessions and then itself
            with suppress(EnginesError):
                self._process.wait(STOP_TIMEOUT_S)
        self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _takes_connections(self) -> bool:
        """The server says so in the last line of its lock file, as pg_ctl reads it."""
        lock = self._data / "postmaster.pid"
        if self._process is None or not lock.is_file():
            return False
        lines = lock.read_text().splitlines()
        return len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready"


_INITDB = ("-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
