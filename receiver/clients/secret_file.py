"""A key in the secrets folder, and the one before it while a rotation is under way; read at every use."""

from pathlib import Path

from receiver.errors import TemporaryError


def keys(folder: Path, stem: str) -> list[bytes]:
    """Return what `<stem>` and `<stem>.previous` hold, without white space around it; a missing or empty file holds nothing.

    Raises:
        TemporaryError: a file is there and cannot be read: that is not the same as none.
    """
    found = []
    for name in (stem, f"{stem}.previous"):
        try:
            found.append((folder / name).read_bytes().strip())
        except FileNotFoundError:
            continue
        except OSError as error:
            raise TemporaryError(f"the secret {name} cannot be read: {type(error).__name__}") from error
    return [key for key in found if key]
