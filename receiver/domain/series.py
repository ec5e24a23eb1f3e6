"""Samples of one time series."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Raw samples, not resampled, so that a gap stays a gap.

    Attributes:
        timestamps_s: shape (n,), float64, seconds since the epoch, increasing.
        values: shape (n,), float64, utilisation (0 = empty, 1 = exhausted); may hold NaN.
    """

    timestamps_s: NDArray[np.float64]
    values: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.values)
