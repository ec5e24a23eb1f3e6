"""Where did the history start over, and from what height?

A restart, a rotation, a garbage collection or an expansion shows as a fall of the series. The trend is
fitted only after the last one; the heights from which earlier ones fell are precedents: evidence that this
resource turns round before its limit (a saw's tooth) or does not.
"""

from dataclasses import dataclass

import numpy as np

from receiver.forecast.clean import Floats

FALL_OF_RANGE = 0.3  # share of the range of the history a fall must lose
FALL_OF_NOISE = 6.0  # robust standard deviations of the bin-to-bin noise it must lose


@dataclass(frozen=True, slots=True)
class Segments:
    """The falls of one history.

    Attributes:
        start: index of the first bin after the last fall, 0 when there was none.
        tops: (m,) the height from which each fall came, oldest first.
        floors: (m,) the height to which each fell.
    """

    start: int
    tops: Floats
    floors: Floats


def find_falls(mean: Floats, peak: Floats) -> Segments:
    """Find falls that are large against the range and against the noise.

    Args:
        mean: (B,) bin means.
        peak: (B,) bin maxima.

    Returns:
        The falls. Two bins are looked across, because a fall may happen within a bin.
    """
    if len(mean) < 4:
        return Segments(0, np.empty(0), np.empty(0))
    steps = np.diff(mean)
    noise = 1.4826 * float(np.median(np.abs(steps - np.median(steps))))
    need = max(FALL_OF_RANGE * float(peak.max() - mean.min()), FALL_OF_NOISE * noise)
    before = np.maximum(peak[1:-1], peak[:-2])
    fell = (before - peak[2:] > need) & (before > peak[2:])
    fell[1:] &= ~fell[:-1]
    where = np.flatnonzero(fell)
    after = np.minimum(where + 3, len(mean) - 1)
    return Segments(
        int(where[-1]) + 2 if len(where) else 0, before[where], np.minimum(mean[where + 2], mean[after])
    )
