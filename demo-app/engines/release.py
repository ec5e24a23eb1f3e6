"""Which distribution this is, and which of apt's configured sources are its own.

Reads apt's files itself because `apt-get indextargets` names only sources whose lists were already downloaded. Does not
understand keys embedded in a `Signed-By` field: then apt's trusted keys decide.
"""

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ETC_APT = Path("/etc/apt")
KEYRINGS = Path("/usr/share/keyrings")
ROLLING_SUITES = frozenset({"stable", "testing", "unstable", "sid", "oldstable"})
ONE_LINE = re.compile(r"deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s*(?P<components>.*)")


@dataclass(frozen=True)
class Source:
    """One line of sources.list."""

    uri: str
    suite: str
    components: tuple[str, ...]
    signed_by: str | None = None

    def line(self, kind: str = "deb") -> str:
        """As apt reads it; `deb-src` for what packages are built from."""
        options = f"[signed-by={self.signed_by}] " if self.signed_by else ""
        return f"{kind} {options}{self.uri} {self.suite} {' '.join(self.components)}"


@dataclass(frozen=True)
class Release:
    """The running distribution: `debian`/`ubuntu`/other, and its code name (empty when it has none)."""

    distribution: str
    codename: str


def running_release() -> Release:
    """Read os-release(5).

    Returns: an unnamed release on systems that have no such file.
    """
    try:
        facts = platform.freedesktop_os_release()
    except OSError:
        return Release("", "")
    return Release(facts.get("ID", ""), facts.get("VERSION_CODENAME", ""))


def own_sources(release: Release, etc_apt: Path = ETC_APT) -> list[Source]:
    """Pick the configured sources that carry the release's own packages, not those of third parties."""
    main = [source for source in configured_sources(etc_apt) if "main" in source.components]
    suites = {release.codename + suffix for suffix in ("", "-updates", "-security")}
    named = [source for source in main if source.suite in suites]
    return named or [source for source in main if source.suite in ROLLING_SUITES]


def configured_sources(etc_apt: Path = ETC_APT) -> list[Source]:
    """Read every binary source apt is configured with, in apt's order."""
    parts = etc_apt / "sources.list.d"
    lists = [etc_apt / "sources.list", *sorted(parts.glob("*.list"))]
    sources = [source for path in lists if path.is_file() for source in _one_line(path.read_text())]
    for path in sorted(parts.glob("*.sources")):
        sources.extend(_deb822(path.read_text()))
    return sources


def _one_line(text: str) -> Iterator[Source]:
    for line in text.splitlines():
        if match := ONE_LINE.match(line.split("#")[0].strip()):
            signed_by = re.search(r"signed-by=(\S+)", match["options"] or "")
            yield Source(
                match["uri"], match["suite"], tuple(match["components"].split()), signed_by[1] if signed_by else None
            )


def _deb822(text: str) -> Iterator[Source]:
    for stanza in re.split(r"\n[ \t]*\n", re.sub(r"(?m)^#.*\n?", "", text)):
        fields = {key.lower(): value.strip() for key, value in re.findall(r"(?m)^([\w-]+):(.*)$", stanza)}
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() == "no":
            continue
        signed_by = fields.get("signed-by", "")
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                components = tuple(fields.get("components", "").split())
                yield Source(uri, suite, components, signed_by if signed_by.startswith("/") else None)
