"""The history of one forecast: who there is, and the samples of a few at a time, so that memory stays bounded."""

from dataclasses import dataclass

import numpy as np

from receiver.backtest.cache import Chunk, Key
from receiver.backtest.track import Track
from receiver.domain.spell import Spell

_SILENCE_PLACES = 2
"""One missed evaluation is a hiccup."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of history came from: `recorded` by the rule, `computed` from the catalog's expression, or `csv`."""

    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class History:
    """Everything that was found for one forecast, on disk.

    Attributes:
        by: names of the labels that the keys are values of.
        start_s: first evaluation asked for, seconds since the epoch.
        step_s: the recording interval.
        places: evaluations asked for.
        origins: in order of time.
        chunks: in order of time, without gaps between them.
    """

    forecast: str
    by: tuple[str, ...]
    start_s: float
    step_s: float
    places: int
    origins: tuple[Origin, ...]
    chunks: tuple[Chunk, ...]

    @property
    def end_s(self) -> float:
        """The last evaluation asked for."""
        return self.start_s + (self.places - 1) * self.step_s

    def keys(self) -> list[Key]:
        """Every series once, sorted."""
        return sorted({key for chunk in self.chunks for key in chunk.rows})

    def tracks(self, keys: list[Key]) -> list[Track]:
        """Read some series, from their first to their last sample."""
        values = np.full((len(keys), self.places), np.nan)
        present = np.zeros((len(keys), self.places), dtype=np.bool_)
        for chunk in self.chunks:
            first = round((chunk.start_s - self.start_s) / self.step_s)
            here = slice(first, first + chunk.places)
            for row, found in enumerate(chunk.read(keys)):
                if found is not None:
                    values[row, here], present[row, here] = found
        return [
            Track(self.labels(key), self.start_s, self.step_s, values[row], present[row]).trimmed()
            for row, key in enumerate(keys)
        ]

    def silences(self) -> tuple[Spell, ...]:
        """When no series had a sample, for two evaluations and more: nothing was there, or no rule was evaluated."""
        alive = np.concatenate([chunk.alive() for chunk in self.chunks])
        edges = np.flatnonzero(np.diff(np.concatenate(([False], ~alive, [False])).astype(np.int8)))
        return tuple(
            Spell(float(self.start_s + begin * self.step_s), float(self.start_s + end * self.step_s))
            for begin, end in edges.reshape(-1, 2)
            if end - begin >= _SILENCE_PLACES
        )

    def labels(self, key: Key) -> dict[str, str]:
        """The by-labels of one series."""
        return dict(zip(self.by, key, strict=True))
