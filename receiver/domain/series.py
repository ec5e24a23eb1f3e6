"""Samples of one time series."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receiver import conventions


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """One series to be fetched.

    Attributes:
        labels: label values that identify it; the names come from the policy.
        origin: labels of the alert that it is wanted for; they choose among configured servers and fill in what those add.
        series: its name; those that are read together have one.
    """

    labels: Mapping[str, str]
    origin: Mapping[str, str]
    series: str = conventions.SERIES_UTILIZATION


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSeries:
    """Samples and the labels that they were found under, without the metric's name."""

    labels: Mapping[str, str]
    samples: Series
