"""Has this series turned round before it reached the limit, and would it again?

Every earlier fall from below the limit is a precedent. With n of them the odds of the next tooth going
through are those of the rule of succession under Jeffreys' prior, 0.5/(n+1)
(https://en.wikipedia.org/wiki/Rule_of_succession); they stop counting once the series has risen above the
height where it used to turn, and when the tops themselves climb towards the limit (a growing floor).
"""

import numpy as np

from receiver.forecast.clean import Floats


def pass_through(tops: Floats, floors: Floats, now: float, limit: float) -> float:
    """Probability that a rise which would reach the limit is not turned round first.

    Args:
        tops: (m,) heights from which earlier falls came, oldest first.
        floors: (m,) heights to which they fell.
        now: the present level.
        limit: the limit; same unit.

    Returns:
        1 without precedents, 0.5/(m+1) with m that hold, in between when the series has outgrown them.
    """
    m = len(tops)
    if m == 0:
        return 1.0
    height = max(float(np.median(tops - floors)), 1e-300)
    climb = float(np.median(np.diff(tops))) if m >= 3 else 0.0
    turn = float(np.median(tops[-3:])) + 2.0 * climb if climb > 0 else float(tops.max())
    outgrown = min(max((now - turn) / (0.15 * height), 0.0), 1.0)
    reaches = float(turn >= limit)
    return max(0.5 / (m + 1.0), outgrown, reaches)
