"""Has this series turned round before it reached the limit, and would it again?

Every earlier fall from below the limit is a precedent: a collector that runs at 95 % will run at 95 %
again. With n of them a rise goes through with 1/(1 + 3n): the rule of succession
(https://en.wikipedia.org/wiki/Rule_of_succession) with a prior of one failure in three, because a resource
that turns by itself was built to. A precedent stops counting once the series has outgrown the height where
it used to turn, or when the tops climb so that the next one lies beyond the limit.
"""

import numpy as np

from receiver.forecast.clean import Floats
from receiver.forecast.steps import Mended

AGAINST = 3.0
HEIGHT_SHARE = 0.05  # of the drop: by so much a top may differ from the next
RANGE_SHARE = 0.004


def _soft(z: Floats) -> Floats:
    out: Floats = 0.5 * (1.0 + np.tanh(np.clip(z, -20.0, 20.0)))
    return out


def passing(mended: Mended, limit: Floats) -> Floats:
    """Probability that a rise is not turned round before the limit.

    Args:
        mended: S histories.
        limit: (S,) in shares of their range.

    Returns:
        (S,) within (0, 1], 1 without precedents; never rises with the limit.
    """
    if not mended.falls.any():
        return np.ones(len(limit))
    top, drop = mended.top, mended.drop
    margin = HEIGHT_SHARE * drop + RANGE_SHARE
    climb = np.where(drop[:, 1] > 0, np.maximum(top[:, 0] - top[:, 1], 0.0), 0.0)
    below = _soft((limit[:, None] - (top + climb[:, None])) / margin)
    held = _soft((top + climb[:, None] + margin - mended.peak[:, -1:]) / margin)
    counted = np.where(drop > 0, below * held, 0.0).sum(axis=1)
    out: Floats = 1.0 / (1.0 + AGAINST * counted)
    return out
