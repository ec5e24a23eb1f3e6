"""Has this series turned round before it reached the limit, and would it again?

Every earlier fall from below the limit is a precedent: a collector that runs at 95 % will run at 95 % again. With n of them a
rise goes through with 1/(1 + 3n): the rule of succession (https://en.wikipedia.org/wiki/Rule_of_succession) with a prior of one
failure in three, because a resource that turns by itself was built to. A precedent stops counting once the series has outgrown
the height where it used to turn, or when the tops climb so that one of the teeth within the lead lies beyond the limit.
"""

import numpy as np

from receiver.forecast.clean import Floats, History
from receiver.forecast.steps import MIN_SHARE_OF_RANGE, Mended

AGAINST = 3.0
HEIGHT_SHARE = 0.05  # of the drop: by so much a top may differ from the next
RANGE_SHARE = 0.004
AT_LIMIT, SHARP = 0.012, 3.0  # shares of the range: a top this close had reached it; how sharply that is told
NEAR = 2.0  # times as far: what fell from below that had not reached it


def _soft(z: Floats) -> Floats:
    out: Floats = 0.5 * (1.0 + np.tanh(np.clip(z, -20.0, 20.0)))
    return out


def _missed(mended: Mended, limit: Floats) -> Floats:
    """(S, KEPT_FALLS) share to which each top had not reached the limit (S, 1)."""
    return _soft(SHARP * ((limit - mended.top) / AT_LIMIT - 1.0))


def from_limit(mended: Mended, limit: Floats) -> Floats:
    """Did the newest falls come from the limit itself?

    Args:
        mended: S histories.
        limit: (S, 1) in shares of their range.

    Returns:
        (S,) within 0..1, 0 without a fall; never rises with the limit.
    """
    if not mended.falls.any():
        return np.zeros(len(mended.falls))
    fell = mended.drop > 0
    reached = np.where(fell, 1.0 - _missed(mended, limit), 1.0).prod(axis=1)
    out: Floats = np.where(fell.any(axis=1), reached, 0.0)
    return out


def fell_from_limit(history: History) -> bool:
    """Was any sample near the limit followed by a fall, however far back? Cheap; without one `from_limit` is near 0."""
    v, size = history.v, float(np.ptp(history.v))
    near = v[:-1] >= history.limit - NEAR * AT_LIMIT * size
    return bool((near & (v[:-1] - v[1:] > MIN_SHARE_OF_RANGE * size)).any())


def passing(mended: Mended, limit: Floats, lead: Floats) -> Floats:
    """Probability that a rise is not turned round before the limit.

    Args:
        mended: S histories.
        limit: (S, 1) in shares of their range; (S, J) when it differs from lead to lead.
        lead: (S, J) bins ahead: as many teeth as fit into it may each climb a little higher.

    Returns:
        (S, J) within (0, 1], 1 without precedents; never rises with the limit, never falls with the lead.
    """
    if not mended.falls.any():
        return np.ones(lead.shape)
    top, drop = mended.top, mended.drop
    margin = HEIGHT_SHARE * drop + RANGE_SHARE
    kept = (drop > 0).sum(axis=1)
    oldest = top[np.arange(len(top)), np.maximum(kept - 1, 0)]
    climb = np.maximum(top[:, 0] - oldest, 0.0) / np.maximum(kept - 1, 1)
    teeth = np.maximum(lead / mended.fall_gap[:, None], 1.0)
    level = top + climb[:, None] * np.arange(top.shape[1])  # as high as the newest top, had they not climbed
    turn = level[:, None, :] + (climb[:, None] * teeth)[..., None]
    below = _soft((limit[..., None] - turn) / margin[:, None, :])
    missed = _missed(mended, limit[:, :1])
    held = _soft((level + (climb[:, None] + margin) - mended.peak[:, -1:]) / margin)
    counted = np.where(drop[:, None, :] > 0, below * (held * missed)[:, None, :], 0.0).sum(axis=-1)
    out: Floats = 1.0 / (1.0 + AGAINST * counted)
    return out
