"""One ruler for every history: bins as wide as the usual sample spacing, ending at the newest sample.

Everything after this file counts in bins and in shares of the series' own range; nothing absolute (seconds,
bytes) survives it. That makes the check indifferent to shifts of time and value and to both scales.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receiver.forecast.clean import Floats

MAX_BINS = 8192  # oldest samples beyond are not looked at: more than five days at one minute


@dataclass(frozen=True, slots=True)
class Ruled:
    """S histories side by side, newest bin last.

    Attributes:
        mean: (S, B) mean of the samples of each bin; a bin without samples repeats the one before.
        peak: (S, B) their maximum, likewise.
        first: (S,) index of the oldest real bin; those before repeat it.
    """

    mean: Floats
    peak: Floats
    first: NDArray[np.int64]


def rule(times: Sequence[Floats], values: Sequence[Floats], interval_s: Floats) -> Ruled:
    """Put clean histories on the ruler.

    Args:
        times: S arrays of seconds, strictly increasing, not empty.
        values: S arrays of finite values, as long.
        interval_s: (S,) bin width, > 0.

    Returns:
        The histories in bins, as many as the longest needs.
    """
    sizes = np.array([len(t) for t in times])
    ends = np.cumsum(sizes) - 1
    t, v = np.concatenate(times), np.concatenate(values)
    series = np.repeat(np.arange(len(sizes)), sizes)
    back = np.minimum((t[ends][series] - t) / interval_s[series] + 0.5, MAX_BINS).astype(np.int64)
    if back.max() >= MAX_BINS:
        near = back < MAX_BINS
        series, back, v = series[near], back[near], v[near]
    width = int(back.max()) + 1
    cell = series * width + (width - 1 - back)
    starts = np.flatnonzero(np.concatenate(([True], cell[1:] != cell[:-1])))
    filled = cell[starts]
    mean = np.add.reduceat(v, starts) / np.diff(np.concatenate((starts, [len(v)])))
    peak = np.maximum.reduceat(v, starts)
    if len(filled) == len(sizes) * width:
        shape = (len(sizes), width)
        return Ruled(mean.reshape(shape), peak.reshape(shape), np.zeros(len(sizes), np.int64))
    return _filled(mean, peak, filled, len(sizes), width)


def _filled(mean: Floats, peak: Floats, filled: NDArray[np.int64], count: int, width: int) -> Ruled:
    source = np.full((count, width), -1)
    source.flat[filled] = np.arange(len(filled))
    first = (source >= 0).argmax(axis=1)
    oldest = source[np.arange(count), first][:, None]
    source = np.maximum(np.maximum.accumulate(source, axis=1), oldest)
    return Ruled(mean[source], peak[source], first)
