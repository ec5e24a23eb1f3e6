"""One ruler for every history: equal bins, so many to a horizon, ending at the newest sample.

Everything after this file counts in bins; nothing absolute (seconds, bytes) survives it, which is what
makes the check indifferent to shifts of time and to the scale of the value.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receiver.forecast.clean import Floats

BINS_PER_HORIZON = 30
MIN_BINS_PER_HORIZON = 4
MAX_HORIZONS = 34.0  # a day at a horizon of 45 minutes, and a little


@dataclass(frozen=True, slots=True)
class Grid:
    """A history in bins; the last bin ends at the newest sample.

    Attributes:
        mean: (B,) mean of the samples of each bin; a bin without samples repeats the one before.
        peak: (B,) their maximum, likewise.
        step_s: width of a bin in seconds.
        per_horizon: bins in one horizon.
    """

    mean: Floats
    peak: Floats
    step_s: float
    per_horizon: int


def bins_per_horizon(interval_s: float, horizon_s: float) -> int:
    """How many bins a horizon gets: 30, or as many as there are samples in it, at least 4."""
    return int(
        np.clip(np.floor(horizon_s / max(interval_s, 1e-300) + 1e-6), MIN_BINS_PER_HORIZON, BINS_PER_HORIZON)
    )


def bin_history(t: Floats, v: Floats, interval_s: float, horizon_s: float) -> Grid:
    """Put a clean history on the ruler.

    Args:
        t: (n,) seconds, strictly increasing, n >= 1.
        v: (n,) finite values.
        interval_s: usual sample spacing.
        horizon_s: the horizon.

    Returns:
        The grid; at most `MAX_HORIZONS` horizons long.
    """
    k = bins_per_horizon(interval_s, horizon_s)
    step = horizon_s / k
    back: NDArray[np.int64] = ((t[-1] - t) / step + 1e-9).astype(np.int64)
    first = int(np.searchsorted(-back, -int(MAX_HORIZONS * k)))
    back, v = back[first:], v[first:]
    starts = np.flatnonzero(np.concatenate(([True], back[1:] != back[:-1])))
    filled = back[0] - back[starts]
    counts = np.diff(np.concatenate((starts, [len(v)])))
    mean, peak = np.add.reduceat(v, starts) / counts, np.maximum.reduceat(v, starts)
    size = int(back[0]) + 1
    if len(filled) < size:
        source = np.searchsorted(filled, np.arange(size), side="right") - 1
        mean, peak = mean[source], peak[source]
    return Grid(mean, peak, step, k)
