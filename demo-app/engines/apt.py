"""apt with a state of its own: downloads and unpacks packages, without root and without touching the system.

apt verifies signatures and checksums. Nothing is installed and no maintainer script runs.
"""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from engines.errors import EnginesError
from engines.release import Source

TIMEOUT_S = 300
# Read after the system's configuration, so that proxies and mirrors set there still count. The hooks there do not: they
# refresh the desktop's and the shell's package data, which needs root.
CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "{state}";
Dir::State::status "{state}/status";
Dir::Cache "{state}/cache";
Dir::Etc::sourcelist "{state}/sources.list";
Dir::Etc::sourceparts "-";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
"""


class PrivateApt:
    """apt-get over `sources`, keeping everything it writes below the folder `state`.

    Args:
        installed: dpkg's list of what is installed; None = nothing is, as far as this apt knows.
        kinds: `deb` for packages, `deb-src` for what they are built from.
    """

    def __init__(
        self, state: Path, sources: Sequence[Source], installed: Path | None = None, kinds: Sequence[str] = ("deb",)
    ) -> None:
        for folder in ("lists/partial", "cache/archives/partial"):
            (state / folder).mkdir(parents=True)
        (state / "status").write_bytes(installed.read_bytes() if installed else b"")
        (state / "sources.list").write_text("".join(f"{source.line(kind)}\n" for source in sources for kind in kinds))
        self._configuration = state / "apt.conf"
        self._configuration.write_text(CONFIGURATION.format(state=state))

    def update(self) -> None:
        """Fetch the package lists."""
        self._run("apt-get", "update", "-qq")

    def has(self, package: str) -> bool:
        """Say whether a package of exactly this name can be downloaded."""
        return package in self._run("apt-cache", "pkgnames", package).split()

    def missing(self, package: str) -> list[str]:
        """Name what installing a package would bring along here, itself included."""
        planned = self._run("apt-get", "install", "--simulate", "--no-install-recommends", "-qq", package)
        return [line.split()[1] for line in planned.splitlines() if line.startswith("Inst ")]

    def unpack(self, packages: Sequence[str], downloads: Path, into: Path) -> dict[str, str]:
        """Download packages and unpack them into a folder.

        Returns: the version got, by package name.
        """
        downloads.mkdir()
        self._run("apt-get", "download", "-qq", *packages, cwd=downloads)
        versions = {}
        for archive in sorted(downloads.glob("*.deb")):
            name, version = run("dpkg-deb", "--show", "--showformat=${Package} ${Version}", str(archive)).split()
            versions[name] = version
            run("dpkg", "-x", str(archive), str(into))
        return versions

    def source(self, package: str, downloads: Path) -> Path:
        """Download what a package is built from; return the upstream author's archive."""
        downloads.mkdir()
        self._run("apt-get", "source", "-qq", "--download-only", package, cwd=downloads)
        return next(downloads.glob("*.orig.tar.*"))

    def _run(self, tool: str, *arguments: str, cwd: Path | None = None) -> str:
        return run(tool, "-c", str(self._configuration), *arguments, cwd=cwd)


def run(*argv: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, timeout_s: float = TIMEOUT_S) -> str:
    """Run a program to its end, in our environment unless another is given.

    Returns: its standard output.

    Raises:
        EnginesError: it is not installed, failed or took too long; the message holds what it said.
    """
    try:
        done = subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout_s, check=False)
    except FileNotFoundError as error:
        raise EnginesError(f"{argv[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise EnginesError(f"{argv[0]} did not finish within {timeout_s:g} s") from error
    if done.returncode != 0:
        raise EnginesError(f"{argv[0]} failed ({done.returncode}):\n{done.stderr.strip()}")
    return done.stdout
