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

    def lookup(self, route: str) -> str:
        """Return the secret for a route.

        Raises:
            TemporaryError: neither the route nor a default has a file, or it cannot be read; a person can mend that, until then
                the message waits.
        """
        name = _NOT_A_KEY.sub("", route)
        for path in (self._folder / f"{self._stem}.{name}", self._folder / self._stem):
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
        raise TemporaryError(
            f"route {route!r}: no file {self._stem}.{name} and no file {self._stem} in the secrets folder"
        )
