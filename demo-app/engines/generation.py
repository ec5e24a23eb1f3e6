"""The two generations of the engines, and where each is downloaded from.

Generation 2 is what the running release itself ships: what people have installed. Generation 3 is Debian sid: the newest
line. Their versions move with the archive; only a minimum is asked for.
"""

from dataclasses import dataclass
from pathlib import Path

from engines.errors import EnginesError
from engines.release import KEYRINGS, Release, Source, own_sources

DEBIAN_MIRROR = "http://deb.debian.org/debian"
DEBIAN_KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")


@dataclass(frozen=True)
class Generation:
    """A pair of engine versions (major, minor) that were tested together, as minimum."""

    number: int
    prometheus_at_least: tuple[int, int]
    alertmanager_at_least: tuple[int, int]


GENERATIONS = {
    2: Generation(2, (2, 31), (0, 23)),  # Ubuntu 22.04's, the oldest that knows all we generate by default
    3: Generation(3, (3, 5), (0, 33)),
}


def package_sources(generation: Generation, release: Release, keyrings: Path = KEYRINGS) -> list[Source]:
    """Say where the packages of a generation come from.

    Raises:
        EnginesError: this is neither Debian nor Ubuntu, or Debian's archive keys are not installed.
    """
    try:
        return release_sources(release) if generation.number == 2 else [debian_source("sid", release, keyrings)]
    except EnginesError as error:
        raise EnginesError(
            f"{error}, or put prometheus, promtool and alertmanager on PATH (https://prometheus.io/download/)"
        ) from error


def release_sources(release: Release) -> list[Source]:
    """Say where the running release's own packages come from.

    Raises:
        EnginesError: this is neither Debian nor Ubuntu, or apt has no source for it.
    """
    _must_be_known(release)
    own = own_sources(release)
    if not own:
        raise EnginesError(f"apt has no source for {release.codename}/main; is /etc/apt/sources.list complete?")
    return own


def debian_source(suite: str, release: Release, keyrings: Path = KEYRINGS) -> Source:
    """Say where a suite of Debian comes from, whichever of the two distributions this is.

    Raises:
        EnginesError: this is neither Debian nor Ubuntu, or Debian's archive keys are not installed.
    """
    _must_be_known(release)
    mirror, signed_by = DEBIAN_MIRROR, None
    if release.distribution == "debian":
        base = next((s for s in own_sources(release) if "-" not in s.suite), None)
        if base is not None:  # the mirror this machine is meant to use, with the key it trusts
            mirror, signed_by = base.uri, base.signed_by
    for name in DEBIAN_KEYRINGS:
        if signed_by is None and (keyrings / name).is_file():
            signed_by = str(keyrings / name)
    if signed_by is None:
        raise EnginesError(
            f"this comes from Debian {suite}, and Debian's archive keys are not on this machine: "
            "`sudo apt install debian-archive-keyring`"
        )
    return Source(mirror, suite, ("main",), signed_by)


def _must_be_known(release: Release) -> None:
    if release.distribution not in ("debian", "ubuntu"):
        raise EnginesError("packages are fetched on Debian and Ubuntu, and this is neither: run it there")
