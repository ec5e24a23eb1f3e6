"""Bearer tokens from files: `alertmanager-token`, and `alertmanager-token.previous` while a rotation is under way.

Files are read at every request, so that a rotated Secret needs no restart; comparison takes constant time. A missing or empty
token file lets nobody in.
"""

import hmac
from pathlib import Path

_FILES = ("alertmanager-token", "alertmanager-token.previous")
_SCHEME = "Bearer "


class BearerTokens:
    """Checks an Authorization header against the valid tokens."""

    def __init__(self, folder: Path) -> None:
        self._paths = [folder / name for name in _FILES]

    def accepts(self, header: str | None) -> bool:
        """Tell whether the header carries a valid token."""
        if header is None or not header.startswith(_SCHEME):
            return False
        given = header.removeprefix(_SCHEME).strip().encode()
        matches = [hmac.compare_digest(given, token) for token in self._tokens()]
        return any(matches)

    def configured(self) -> bool:
        """Tell whether there is any valid token."""
        return bool(self._tokens())

    def _tokens(self) -> list[bytes]:
        contents = [path.read_bytes().strip() for path in self._paths if path.is_file()]
        return [token for token in contents if token]
