"""Folders that are either complete or not there.

A folder appears under its final name only when it is complete, so a set-up that was interrupted is not taken for
finished; the next one removes what it left. Two set-ups at the same time wait for each other.
"""

import fcntl
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

VERSIONS_FILE = "versions.json"
_UNFINISHED = ".unfinished-"


def fill_once(target: Path, fill: Callable[[Path, Path], Mapping[str, str]]) -> Path:
    """Make sure a folder was filled.

    Args:
        target: the folder; its parent is made if missing.
        fill: given a scratch folder and where to put the content; returns the versions got, by package name.

    Returns: the folder, holding its content and `versions.json`.
    """
    if not (target / VERSIONS_FILE).is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(target.parent):
            if not (target / VERSIONS_FILE).is_file():
                _fill(target, fill)
    return target


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fill(target: Path, fill: Callable[[Path, Path], Mapping[str, str]]) -> None:
    for left in target.parent.glob(f"{_UNFINISHED}*"):  # of one that was killed: nobody else is at it
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=_UNFINISHED) as scratch:
        content = Path(scratch, "content")
        versions = fill(Path(scratch), content)
        (content / VERSIONS_FILE).write_text(json.dumps(dict(versions), indent=2, sort_keys=True) + "\n")
        if target.exists():
            shutil.rmtree(target)  # something without a versions file: not ours, or from an older layout
        content.rename(target)
