"""Are the tops climbing? A collector's teeth, bursts and batch runs reach the limit with their tops, not with their mean.

The highest value of each of the newest `TOPS` windows of a scale, one after the other, and the line through them. Where a
window holds at least one tooth the line does not depend on how far the newest tooth has come: the mean of a tooth swings
with every collection, its tops do not.
"""

import numpy as np

from receiver.forecast.clean import Floats
from receiver.forecast.layout import NOISE_FLOOR, WINDOW, Ints, Layout

TOPS = 4  # windows; a scale that is shorter makes do with fewer
FIELDS = ("top", "climb", "top_noise", "top_r2")


def sliding_max(x: Floats) -> Floats:
    """(S, C-W+1) highest of the window that starts in each column of `x` (S, C)."""
    pairs = np.maximum(x[:, :-1], x[:, 1:])
    fours = np.maximum(pairs[:, :-2], pairs[:, 2:])
    eights = np.maximum(fours[:, :-4], fours[:, 4:])
    return np.maximum(eights[:, :-4], fours[:, 8:])  # WINDOW = 12


def envelope(highest: Floats, noise: Floats, firsts: Ints, plan: Layout) -> dict[str, Floats]:
    """The line through the newest tops of each scale.

    Args:
        highest: (S, C-W+1) highest value of the window that starts in each column of all scales (`sliding_max`).
        noise: (S, K) what each scale's mean scatters about its own line; tops are not told apart below it.
        firsts: (S, K) oldest real bin of each scale.
        plan: where each scale lies.

    Returns:
        (S, K) each: the line at the newest top, its climb per bin of the ruler (0 with a single top), how the tops
        scatter about it, and which share of their variance it explains (0 with fewer than three).
    """
    lag = np.arange(TOPS) * WINDOW
    begin = np.array(plan.sizes)[:, None] - WINDOW - lag  # of each window, within its scale
    there = begin >= np.maximum(firsts[..., None], 0)
    there[..., 0] = True
    weight = np.logical_and.accumulate(there, axis=-1).astype(np.float64)
    tops = highest[:, plan.newest[:, None] - WINDOW + 1 - np.where(begin >= 0, lag, 0)]
    count, x = weight.sum(axis=-1), -np.arange(TOPS, dtype=np.float64)
    middle, mean = (weight * x).sum(axis=-1) / count, (weight * tops).sum(axis=-1) / count
    dx, dy = weight * (x - middle[..., None]), weight * (tops - mean[..., None])
    climb = (dx * dy).sum(axis=-1) / np.maximum((dx * dx).sum(axis=-1), 0.5)  # 0.5 with two tops, 0 with one
    left = ((dy - climb[..., None] * dx) ** 2).sum(axis=-1)
    total = (dy * dy).sum(axis=-1)
    return {
        "top": mean - climb * middle,
        "climb": climb / WINDOW / 2.0 ** np.arange(len(plan.sizes)),
        "top_noise": np.sqrt((left + noise**2) / (np.maximum(count - 2.0, 0.0) + 1.0) + NOISE_FLOOR**2),
        "top_r2": np.where(count > 2.0, 1.0 - (left + NOISE_FLOOR**2) / (total + NOISE_FLOOR**2), 0.0),
    }
