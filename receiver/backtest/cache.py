"""Keeps fetched history on disk: a second run, or one after a broken connection, asks only for what is missing.

A chunk is a matrix (series × places) of one stretch of time, in two files: the numbers, and who they belong to. The
second is written last, and by renaming, so a chunk is there completely or not at all. Nothing is ever evicted: the
folder may be deleted at any time.

"Absent" is stored as a word of zero bits, and the number zero as -0.0, so that a sample that is NaN stays one.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from receiver.backtest.track import Bools, Floats

Key = tuple[str, ...]
"""Values of a series' by-labels, in their order."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One stretch of one forecast's history.

    Attributes:
        start_s: time of its first place, seconds since the epoch.
        places: how many evaluations it holds.
        rows: series → its row in the matrix.
        path: the numbers.
    """

    start_s: float
    places: int
    rows: dict[Key, int]
    path: Path

    def read(self, keys: list[Key]) -> list[tuple[Floats, Bools] | None]:
        """Values and presence of some series; None for a series that the chunk does not hold."""
        matrix = np.load(self.path, mmap_mode="r")
        return [None if key not in self.rows else _decoded(matrix[self.rows[key]]) for key in keys]

    def alive(self) -> Bools:
        """(places,) whether any series has a sample."""
        if not self.rows:
            return np.zeros(self.places, dtype=np.bool_)
        matrix = np.load(self.path, mmap_mode="r")
        return np.asarray((matrix.view(np.uint64) != 0).any(axis=0))


class Cache:
    """Chunks of one query in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, start_s: float, places: int) -> Chunk | None:
        """Return a chunk that is there completely."""
        names = self._names(start_s, places)
        try:
            keys = json.loads(names.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Chunk(start_s, places, {tuple(key): row for row, key in enumerate(keys)}, self._numbers(start_s, places))

    def put(self, start_s: float, places: int, series: dict[Key, tuple[Floats, Bools]]) -> Chunk:
        """Write a chunk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        keys = sorted(series)
        matrix = np.zeros((len(keys), places))
        for row, key in enumerate(keys):
            values, present = series[key]
            matrix[row] = _encoded(values, present)
        numbers, names = self._numbers(start_s, places), self._names(start_s, places)
        with numbers.open("wb") as file:
            np.save(file, matrix)
        unfinished = names.with_suffix(".part")
        unfinished.write_text(json.dumps([list(key) for key in keys]), encoding="utf-8")
        unfinished.rename(names)
        return Chunk(start_s, places, {key: row for row, key in enumerate(keys)}, numbers)

    def _numbers(self, start_s: float, places: int) -> Path:
        return self._folder / f"{start_s:.0f}-{places}.npy"

    def _names(self, start_s: float, places: int) -> Path:
        return self._folder / f"{start_s:.0f}-{places}.json"


def _encoded(values: Floats, present: Bools) -> Floats:
    return np.where(present, np.where(values == 0.0, -0.0, values), 0.0)


def _decoded(row: Floats) -> tuple[Floats, Bools]:
    stored = np.array(row)
    present = stored.view(np.uint64) != 0
    return np.where(present, stored + 0.0, np.nan), present
