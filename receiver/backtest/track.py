"""One series on a grid: what a recording rule would have recorded, evaluation by evaluation.

A rule is evaluated at multiples of its interval, so a history on that grid is exactly what the generated rules read.
"Absent" (the rule had nothing to record) is not "NaN" (it recorded a NaN): coverage counts the second and not the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Track:
    """Utilisation of one series.

    Attributes:
        labels: the by-labels that identify it.
        start_s: time of the first value, seconds since the epoch, a multiple of `step_s`.
        step_s: the recording interval, seconds.
        values: (n,) utilisation, 1 = exhausted; NaN where absent, and where NaN was recorded.
        present: (n,) whether a sample was recorded.
    """

    labels: Mapping[str, str]
    start_s: float
    step_s: float
    values: Floats
    present: Bools

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def times_s(self) -> Floats:
        """(n,) seconds since the epoch."""
        return self.start_s + self.step_s * np.arange(len(self), dtype=np.float64)

    @cached_property
    def sound(self) -> Bools:
        """(n,) whether there is a finite number."""
        return self.present & np.isfinite(self.values)

    @cached_property
    def sofar(self) -> Ints:
        """(n + 1,) samples before each place, for counting them between two places."""
        return before(self.present)

    def at(self, times_s: Floats) -> Ints:
        """(m,) the newest place not after each time; -1 before the first."""
        places = np.floor((times_s - self.start_s) / self.step_s + 1e-9).astype(np.int64)
        return np.clip(places, -1, len(self) - 1)

    def trimmed(self) -> "Track":
        """Without what is absent before the first and after the last sample; of no length when there is none."""
        places = np.flatnonzero(self.present)
        first, last = (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 0)
        start_s = self.start_s + first * self.step_s
        return Track(self.labels, start_s, self.step_s, self.values[first:last], self.present[first:last])


def before(flags: Bools) -> Ints:
    """(n + 1,) how many flags are set before each place."""
    counted = np.zeros(len(flags) + 1, dtype=np.int64)
    np.cumsum(flags, out=counted[1:])
    return counted
