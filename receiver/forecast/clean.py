"""Which samples of a history can be used at all?

Drops NaN and ±Inf (a scrape that failed, a division by zero), keeps time strictly increasing, and turns a
forecast about falling below a floor into one about rising to a limit, so that everything after it knows one
direction only. It never fills, smooths or clips a value.
"""

import math
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
        spacing_s: median spacing, 0 when unknown.
        age_s: seconds between the newest sample offered and the newest usable one.
    """

    t: Floats
    v: Floats
    limit: float
    offered: int
    age_s: float
    spacing_s: float


def _usual(steps: Floats) -> float:
    """Median of the spacings; when they all agree there is nothing to sort."""
    if not len(steps):
        return 0.0
    low, high = float(steps.min()), float(steps.max())
    if high - low <= 1e-6 * high:
        return low
    middle = len(steps) // 2
    return float(np.partition(steps, middle)[middle])


def _repaired(t: Floats, v: Floats) -> tuple[Floats, Floats, float]:
    """What is usable, and the newest timestamp offered."""
    known = np.isfinite(t)
    newest = float(t[known].max()) if known.any() else 0.0
    good = known & np.isfinite(v)
    t, v = t[good], v[good]
    if len(t) > 1:
        ahead = np.concatenate(([True], t[1:] > np.maximum.accumulate(t)[:-1]))
        t, v = t[ahead], v[ahead]
    return t, v, newest


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
    with np.errstate(invalid="ignore"):  # inf - inf, repaired below
        steps = t[1:] - t[:-1]
    # the usual history passes these cheap questions: a NaN anywhere makes them false
    if offered > 1 and steps.min() > 0.0 and math.isfinite(t[0] + t[-1]) and math.isfinite(v.dot(v)):
        newest = float(t[-1])
    else:
        t, v, newest = _repaired(t, v)
        steps = t[1:] - t[:-1]
    sign = 1.0 if direction == "up" else -1.0
    return History(
        t, v if sign > 0 else -v, sign * limit, offered, newest - float(t[-1]) if len(t) else 0.0, _usual(steps)
    )
