"""Compare planned files with a folder, or make the folder equal to them."""

import difflib
import json
import os
import tempfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from rulegen import conventions
from rulegen.errors import OutputError
from rulegen.generate.progress import Told, unheard
from rulegen.generate.targets import Files
from rulegen.outputs.yamlfile import HEADER_START


def differences(files: Files, folder: Path, targets: Collection[str]) -> str:
    """Unified diff from the folder to the planned files; what an earlier run wrote and this one does not counts as well.

    Line ends are no difference: a checkout may have made CRLF of them, which every reader of the files takes.

    Args:
        targets: outputs that were planned; what stands in other folders is not looked at.

    Returns:
        Empty when the folder holds exactly what is planned.

    Raises:
        OutputError: a file cannot be read.
    """
    try:
        present = [(path, _read(folder / path), text) for path, text in sorted(files.items())]
        orphans = [(path, _read(folder / path), None) for path in _orphans(files, folder, targets)]
    except OSError as error:
        raise OutputError(f"cannot read {error.filename}: {error.strerror}") from error
    return "".join(_diff(path, _lines(old), _lines(new)) for path, old, new in present + orphans)


def write(files: Files, folder: Path, targets: Collection[str], told: Told = unheard) -> list[PurePosixPath]:
    """Write what changed and remove what the generator wrote in an earlier run and no longer does.

    Args:
        targets: outputs that were planned; the others' folders are left alone, and so is what is not ours.
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
        for path in _orphans(files, folder, targets):
            (folder / path).unlink(missing_ok=True)  # another run may be at it
            changed.append(path)
    except OSError as error:
        raise OutputError(f"cannot write {error.filename or folder}: {error.strerror}") from error
    return changed


def _orphans(files: Files, folder: Path, targets: Collection[str]) -> list[PurePosixPath]:
    """Ours alone, and only where a planned target writes: the rest of the folder may hold anything."""
    present = {PurePosixPath(target, file.name) for target in targets for file in _files_in(folder / target)}
    return [path for path in sorted(present - set(files)) if _ours(_read(folder / path) or "")]


def _files_in(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []


def _ours(text: str) -> bool:
    """Our header, as the format allows it: a comment in YAML and Markdown, tag and uid in dashboards."""
    if text.removeprefix("<!-- ").removeprefix("# ").startswith(HEADER_START.removeprefix("# ")):
        return True
    if not text.startswith("{") or f'"{conventions.DASHBOARD_TAG}"' not in text:
        return False
    try:
        board = json.loads(text)
    except ValueError:
        return False
    tags = board.get("tags")
    return isinstance(tags, list) and conventions.DASHBOARD_TAG in tags and str(board.get("uid")).startswith("forecast")


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _lines(text: str | None) -> str | None:
    return text and text.replace("\r\n", "\n")


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
