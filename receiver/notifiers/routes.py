"""Which secret belongs to which route: files in one folder, which is one Kubernetes Secret.

`<stem>.<route>` holds the secret of a route (characters that a Secret's key cannot have are dropped: `#sre` → `sre`), `<stem>`
the one for all other routes. Files are read at every use, so that a rotated Secret needs no restart.
"""

import re
from pathlib import Path

from receiver.errors import TemporaryError

_NOT_A_KEY = re.compile(r"[^-._a-zA-Z0-9]")


class Routes:
    """Looks up secrets by route name."""

    def __init__(self, folder: Path, stem: str) -> None:
        self._folder = folder
        self._stem = stem

    def has(self, route: str) -> bool:
        """Tell whether there is a file for a route, or a default."""
        return any(path.exists() for path in self._paths(route))

    def lookup(self, route: str) -> str:
        """Return the secret for a route.

        Raises:
            TemporaryError: neither the route nor a default has a file, or it cannot be read; a person can mend that, until then
                the message waits.
        """
        for path in self._paths(route):
            try:
                secret = path.read_text(encoding="utf-8").strip()
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError) as error:
                raise TemporaryError(
                    f"route {route!r}: the secret {path.name} cannot be read: {type(error).__name__}"
                ) from error
            if secret:
                return secret
        own, default = (path.name for path in self._paths(route))
        raise TemporaryError(f"route {route!r}: no file {own} and no file {default} in the secrets folder")

    def _paths(self, route: str) -> tuple[Path, Path]:
        return self._folder / f"{self._stem}.{_NOT_A_KEY.sub('', route)}", self._folder / self._stem
