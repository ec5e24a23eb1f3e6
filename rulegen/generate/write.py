"""Compare planned files with a folder, or make the folder equal to them."""

import difflib
import os
import tempfile
from pathlib import Path, PurePosixPath

from rulegen import conventions
from rulegen.errors import OutputError
from rulegen.generate.progress import Told, unheard
from rulegen.generate.targets import Files
from rulegen.outputs.yamlfile import HEADER_START


def differences(files: Files, folder: Path) -> str:
    """Unified diff from the folder to the planned files; what an earlier run wrote and this one does not counts as well.

    Returns:
        Empty when the folder holds exactly the planned bytes.
    """
    parts = [_diff(path, _read(folder / path), text) for path, text in sorted(files.items())]
    parts += [_diff(path, text, None) for path in _orphans(files, folder) if _ours(text := _read(folder / path) or "")]
    return "".join(parts)


def write(files: Files, folder: Path, told: Told = unheard) -> list[PurePosixPath]:
    """Write what changed and remove what the generator wrote in an earlier run and no longer does.

    Args:
        told: hears of progress, file by file.

    Returns:
        Paths that changed, relative to the folder.

    Raises:
        OutputError: the folder cannot be written.
    """
    changed = []
    try:
        for done, (path, text) in enumerate(sorted(files.items()), 1):
            if _read(folder / path) != text:
                _replace(folder / path, text)
                changed.append(path)
            told("write", done, len(files))
        for path in _orphans(files, folder):
            if _ours(_read(folder / path) or ""):
                (folder / path).unlink()
                changed.append(path)
    except OSError as error:
        raise OutputError(f"cannot write {error.filename}: {error.strerror}") from error
    return changed


def _orphans(files: Files, folder: Path) -> list[PurePosixPath]:
    present = {PurePosixPath(file.relative_to(folder).as_posix()) for file in folder.rglob("*") if file.is_file()}
    return sorted(present - set(files))


def _ours(text: str) -> bool:
    """Our header, as the format allows it: a comment in YAML and Markdown, a tag in dashboards."""
    marked = text.removeprefix("<!-- ").removeprefix("# ").startswith(HEADER_START.removeprefix("# "))
    return marked or (text.startswith("{") and f'"{conventions.DASHBOARD_TAG}"' in text)


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _replace(file: Path, text: str) -> None:
    """Readers see the old bytes or the new ones, never half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _diff(path: PurePosixPath, old: str | None, new: str | None) -> str:
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True),
        (new or "").splitlines(keepends=True),
        f"a/{path}" if old is not None else "/dev/null",
        f"b/{path}" if new is not None else "/dev/null",
    )
    return "".join(lines)
