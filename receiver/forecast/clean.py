"""Which samples of a history can be used at all?

Drops NaN and ±Inf (a scrape that failed, a division by zero), keeps time strictly increasing, and turns a
forecast about falling below a floor into one about rising to a limit, so that everything after it knows one
direction only. It never fills, smooths or clips a value.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class History:
    """A usable history, oriented so that trouble is up.

    Attributes:
        t: (n,) seconds, strictly increasing.
        v: (n,) finite values; negated when the direction is down.
        limit: same orientation as `v`.
        offered: how many samples came in, the unusable included.
        age_s: seconds between the newest sample offered and the newest usable one.
    """

    t: Floats
    v: Floats
    limit: float
    offered: int
    age_s: float


def clean(timestamps: ArrayLike, values: ArrayLike, limit: float, direction: Direction = "up") -> History:
    """Keep what can be used.

    Args:
        timestamps: (n,) seconds, increasing; repeats and steps back are dropped.
        values: (n,) same unit as `limit`; may hold NaN and ±Inf.
        limit: the level whose reaching is feared.
        direction: `up` when too much is trouble, `down` when too little is.

    Returns:
        The history, oriented upwards.

    Raises:
        ValueError: when the arrays are not one-dimensional and of one length.
    """
    t = np.asarray(timestamps, dtype=np.float64)
    v = np.asarray(values, dtype=np.float64)
    if t.ndim != 1 or t.shape != v.shape:
        raise ValueError(f"timestamps {t.shape} and values {v.shape} must be one-dimensional and of one length")
    offered = len(t)
    newest = float(t[-1]) if offered else 0.0
    if not (np.isfinite(v).all() and np.isfinite(t).all()):
        known = np.isfinite(t)
        newest = float(t[known].max()) if known.any() else 0.0
        good = known & np.isfinite(v)
        t, v = t[good], v[good]
    if not (t[1:] > t[:-1]).all():
        newest = max(newest, float(t.max()))
        ahead = np.concatenate(([True], t[1:] > np.maximum.accumulate(t)[:-1]))
        t, v = t[ahead], v[ahead]
    sign = 1.0 if direction == "up" else -1.0
    return History(t, v if sign > 0 else -v, sign * limit, offered, newest - float(t[-1]) if len(t) else 0.0)
