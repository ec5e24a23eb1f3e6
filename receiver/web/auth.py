"""Who may send alerts, who may switch acting off, and who may look: credentials from files, two valid at a time during a
rotation.

Files are read at every request, so that a rotated Secret needs no restart; comparison takes constant time, and no file's
comparison depends on another's. A missing or empty file lets nobody in, nor does one that cannot be read, and whom it would
have let in is not known then. The operator's token opens the kill switch and the pages, the viewer's opens the pages to look
at, and Alertmanager's neither.
"""

import base64
import binascii
import hmac
from enum import Enum, StrEnum
from pathlib import Path

SHORTEST = 16
"""Characters of a credential that cannot be guessed over the network: from here on nothing else is needed against guessing."""


class Scheme(StrEnum):
    """How a credential travels: https://www.rfc-editor.org/rfc/rfc6750 , https://www.rfc-editor.org/rfc/rfc7617."""

    BEARER = "bearer"
    BASIC = "basic"


class Judged(Enum):
    """What a header is worth."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    """No credential is there to compare with, or one that may be the right one cannot be read at this moment."""


class Credentials:
    """Checks Authorization headers against the files of one role.

    Args:
        folder: the secrets folder.
        stems: file per scheme; it holds a token, or for basic `user:password`, and `<stem>.previous` is valid, too.
    """

    def __init__(self, folder: Path, stems: dict[Scheme, str]) -> None:
        self._folder = folder
        self._stems = stems

    def judge(self, header: str | None) -> Judged:
        """Say what a header is worth, all of it by one look at the files."""
        scheme, given = _given(header)
        files = {one: _files(self._folder, stem) for one, stem in self._stems.items()}
        valid = {one: _usable(one, contents) for one, contents in files.items()}
        matches = [hmac.compare_digest(given, each) for one in valid if one == scheme for each in valid[one]]
        if any(matches):
            return Judged.VALID
        unread = any(content is None for contents in files.values() for content in contents)
        return Judged.UNKNOWN if unread or not any(valid.values()) else Judged.INVALID

    def accepts(self, header: str | None) -> bool:
        """Tell whether the header carries a valid credential."""
        return self.judge(header) is Judged.VALID

    def tokens(self) -> list[bytes]:
        """Return the valid tokens, to recognise what was signed with one."""
        return self._valid(Scheme.BEARER)

    def configured(self) -> bool:
        """Tell whether there is any valid credential."""
        return any(self._valid(scheme) for scheme in self._stems)

    def schemes(self) -> list[str]:
        """Name the schemes, for a challenge."""
        return [scheme.value.title() for scheme in self._stems]

    def weak(self) -> list[str]:
        """Name the schemes with a credential that is short enough to be guessed."""
        return [
            self._stems[scheme]
            for scheme in self._stems
            if any(len(valid.rpartition(b":")[2]) < SHORTEST for valid in self._valid(scheme))
        ]

    def _valid(self, scheme: Scheme) -> list[bytes]:
        return _usable(scheme, _files(self._folder, self._stems[scheme]))


def alertmanager(folder: Path) -> Credentials:
    """Whoever may post alerts."""
    return Credentials(folder, {Scheme.BEARER: "alertmanager-token", Scheme.BASIC: "alertmanager-basic-auth"})


def operator(folder: Path) -> Credentials:
    """Whoever may switch acting off and on."""
    return Credentials(folder, {Scheme.BEARER: "operator-token"})


def viewer(folder: Path) -> Credentials:
    """Whoever may look at the pages and change nothing."""
    return Credentials(folder, {Scheme.BEARER: "viewer-token"})


def named_scheme(header: str | None) -> str:
    """How somebody tried to get in, for counting: bearer, basic, another or none."""
    if not header:
        return "none"
    scheme = header.partition(" ")[0].lower()
    return scheme if scheme in (Scheme.BEARER, Scheme.BASIC) else "another"


def _given(header: str | None) -> tuple[str, bytes]:
    scheme, _, text = (header or "").partition(" ")
    credential = text.strip().encode("latin-1", "backslashreplace")  # WSGI's own, so these are the bytes that arrived
    if scheme.lower() != Scheme.BASIC:
        return scheme.lower(), credential
    try:
        return Scheme.BASIC, base64.b64decode(credential, validate=True)
    except binascii.Error:
        return "", b""


def contents(folder: Path, stem: str) -> list[bytes]:
    """Return what is valid of a credential: the file's content and that of `<stem>.previous`, as far as they are there."""
    return [content for content in _files(folder, stem) if content]


def _files(folder: Path, stem: str) -> list[bytes | None]:
    return [_content(folder / name) for name in (stem, f"{stem}.previous")]


def _content(path: Path) -> bytes | None:
    """Empty where there is no such file, None for one that cannot be read."""
    try:
        return path.read_bytes().strip()
    except FileNotFoundError:
        return b""
    except OSError:
        return None


def _usable(scheme: Scheme, contents: list[bytes | None]) -> list[bytes]:
    return [content for content in contents if content and (scheme is Scheme.BEARER or b":" in content)]
