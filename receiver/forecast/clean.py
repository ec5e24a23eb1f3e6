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


def _at_newest(t: Floats, v: Floats, limit: Floats) -> tuple[Floats, float]:
    """The values as they would be at the newest limit: each keeps its share of its own. NaN where its limit is unknown."""
    if limit.shape != v.shape:
        raise ValueError(f"limit {limit.shape} must be one number or as long as the values {v.shape}")
    known = np.isfinite(t) & np.isfinite(v) & np.isfinite(limit)
    if not known.any():
        return np.full(v.shape, np.nan), math.nan
    newest = float(limit[known][-1])
    if (limit[known] == newest).all():
        return np.where(known, v, np.nan), newest
    odd = known & ~(limit * math.copysign(1.0, newest) > 0.0)
    if odd.any():
        at = int(odd.argmax())
        raise ValueError(f"a limit that changes must keep its sign and never be 0, got {limit[at]:g} at sample {at}")
    relative = np.full(v.shape, np.nan)
    with np.errstate(over="ignore"):  # beyond the largest number: infinite, and passed over as such
        relative[known] = v[known] * (newest / limit[known])
    return relative, newest


def clean(timestamps: ArrayLike, values: ArrayLike, limit: float | ArrayLike, direction: Direction = "up") -> History:
    """Keep what can be used.

    Args:
        timestamps: (n,) seconds, increasing; repeats and steps back are dropped.
        values: (n,) same unit as `limit`; may hold NaN and ±Inf.
        limit: the level whose reaching is feared: one number, or (n,) one for each sample. Of a limit that changes each
            value is taken by its share of its own limit, expressed at the newest one; a sample without one is passed over.
        direction: `up` when too much is trouble, `down` when too little is.

    Returns:
        The history, oriented upwards.

    Raises:
        ValueError: when the arrays are not one-dimensional and of one length, or a changing limit is 0 or changes its sign.
    """
    t = np.asarray(timestamps, dtype=np.float64)
    v = np.asarray(values, dtype=np.float64)
    if t.ndim != 1 or t.shape != v.shape:
        raise ValueError(f"timestamps {t.shape} and values {v.shape} must be one-dimensional and of one length")
    offered = len(t)
    if isinstance(limit, float | int) or not np.ndim(limit):
        reached = float(limit)  # type: ignore[arg-type]
    else:
        v, reached = _at_newest(t, v, np.asarray(limit, dtype=np.float64))
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
        t, v if sign > 0 else -v, sign * reached, offered, newest - float(t[-1]) if len(t) else 0.0, _usual(steps)
    )
