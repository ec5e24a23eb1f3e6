"""Does the growth of a series follow the load that its author names, or does it come with time whatever the load?

A leak per request grows with the requests so far, a leak of a timer grows with time, and what is held per request in flight
moves with the load of the moment. Since the last restart the series is described as

    y(t) = a + α·t + β·L(t) + γ·l(t) + e(t)

with the load l and its sum so far L, by least squares on block means (which average the noise of single samples). Of the growth
over the whole stretch, β·ΔL + γ·Δl is the load's and α·Δt is time's. Which is more is one contrast of the coefficients, so its
uncertainty follows from theirs, without the distribution of a ratio: only when the contrast is clear of 0 is there an answer.

Residuals of one block are not independent of the next. For a first-order autoregression ρ the variance of such an estimate is
(1 + ρ) / (1 − ρ) times as large, and the blocks count for as much less: https://en.wikipedia.org/wiki/Effective_sample_size .
Residuals of a fit look less alike than the errors are, by about (1 + 4ρ)/n for one coefficient (Kendall 1954); ρ is raised by
twice that.
A load that was even is a line like time: the two cannot be told apart, the uncertainty is huge, and the answer is unknown.
"""

import math

import numpy as np

from receiver.domain.load import Drives, LoadFinding
from receiver.domain.series import Series
from receiver.forecast.clean import Floats

_BLOCKS = 40
_FEWEST_BLOCKS = 16
_SAMPLES_EACH = 2
"""Fewest samples in a block."""

_COVERED_RATIO = 0.9
"""Share of the blocks in which both must have been seen."""

_Z = 2.326
"""One-sided 1 % point of the normal distribution: a wrong answer scales what only leaks, or restarts what only has work."""

_MOST_ALIKE = 0.95
_TOO_EVEN = 1e6
"""Condition of the fit above which its coefficients are rounding."""
_COEFFICIENTS = 4


def driven_by(series: Series, load: Series, since_s: float) -> LoadFinding:
    """Compare a growing series with a load.

    Args:
        series: utilisation, shape (n,).
        load: what may drive it, shape (m,), in any unit.
        since_s: the last restart, seconds since the epoch; what was before is left out.

    Returns:
        What drives the growth; unknown when there is too little, or when it cannot be told.
    """
    blocks = _blocks(series, load, since_s)
    if isinstance(blocks, str):
        return LoadFinding(Drives.UNKNOWN, blocks)
    t, y, of_moment = blocks
    so_far = np.concatenate([[0.0], np.cumsum((of_moment[1:] + of_moment[:-1]) / 2 * np.diff(t))])
    columns = [one for one in map(_scaled, (t, so_far, of_moment)) if one is not None]
    if len(columns) < _COEFFICIENTS - 1:
        return LoadFinding(Drives.UNKNOWN, "the load did not change, so it cannot be told from time")
    return _concluded(np.column_stack([np.ones_like(t), *columns]), y)


def _blocks(series: Series, load: Series, since_s: float) -> tuple[Floats, Floats, Floats] | str:
    """Means of both over the same blocks of time, or why there are none."""
    (t, y), (s, x) = (_finite(one, since_s) for one in (series, load))
    if min(len(y), len(x)) < _FEWEST_BLOCKS * _SAMPLES_EACH:
        return f"too little to compare: {len(y)} samples of the series and {len(x)} of the load since its last restart"
    count = min(_BLOCKS, len(y) // _SAMPLES_EACH, len(x) // _SAMPLES_EACH)
    edges = np.linspace(t[0], t[-1] + 1e-6, count + 1)
    means = _means(t, y, edges), _means(s, x, edges)
    seen = np.isfinite(means[0]) & np.isfinite(means[1])
    if seen.sum() < max(_COVERED_RATIO * count, _FEWEST_BLOCKS):
        return f"the load was seen in {seen.sum()} of {count} stretches of the series only"
    middles = (edges[1:] + edges[:-1]) / 2
    return middles[seen] - middles[seen][0], means[0][seen], means[1][seen]


def _finite(series: Series, since_s: float) -> tuple[Floats, Floats]:
    kept = np.isfinite(series.values) & (series.timestamps_s >= since_s)
    return series.timestamps_s[kept], series.values[kept]


def _means(t: Floats, v: Floats, edges: Floats) -> Floats:
    """Mean of each block, NaN where it has no sample."""
    place = np.searchsorted(edges, t, side="right") - 1
    inside = (place >= 0) & (place < len(edges) - 1)
    counts = np.bincount(place[inside], minlength=len(edges) - 1)
    sums = np.bincount(place[inside], weights=v[inside], minlength=len(edges) - 1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _scaled(column: Floats) -> Floats | None:
    """A column from its first value on, of size one; None when it does not move."""
    spread = float(np.max(np.abs(column - column[0])))
    return None if spread <= 1e-9 * (1e-300 + float(np.max(np.abs(column)))) else (column - column[0]) / spread


def _concluded(design: Floats, y: Floats) -> LoadFinding:
    inverse = np.linalg.pinv(design.T @ design)
    fit = inverse @ design.T @ y
    residuals = y - design @ fit
    alike = _alike(residuals)
    counted = len(y) * (1 - alike) / (1 + alike)
    freedom = max(counted - _COEFFICIENTS, 1.0)
    variance = float(residuals @ residuals) / freedom
    moved = design[-1] - design[0]
    parts = fit * moved
    contrast = moved * np.array([0.0, -1.0, 1.0, 1.0]) / 2
    estimate, error = float(contrast @ fit), math.sqrt(max(float(contrast @ inverse @ contrast) * variance, 0.0))
    error *= math.sqrt(len(y) / counted)
    growth, of_load = float(parts[1:].sum()), float(parts[2:].sum())
    if growth <= 0 or np.linalg.cond(design) > _TOO_EVEN:
        return LoadFinding(Drives.UNKNOWN, "the load was too even to be told from time")
    margin = _student(freedom) * error
    words = f"{of_load / growth:.0%} of the growth follows the load (99 %: {_range(estimate, margin, growth)})"
    if estimate > margin:
        return LoadFinding(Drives.FOLLOWS, words)
    return LoadFinding(Drives.DOES_NOT if estimate < -margin else Drives.UNKNOWN, words)


def _range(estimate: float, margin: float, growth: float) -> str:
    """The contrast is the load's share less a half, times the growth."""
    low, high = (min(max((estimate + side * margin) / growth + 0.5, -9.99), 9.99) for side in (-1, 1))
    return f"{low:.0%} to {high:.0%}"


def _alike(residuals: Floats) -> float:
    """Correlation of a residual with the next, raised; a negative one counts as none."""
    n, power = len(residuals), float(residuals @ residuals)
    found = max(float(residuals[1:] @ residuals[:-1]) / power, 0.0) if power > 0 else 0.0
    return min(found + 2 * (1 + 4 * found) / n, _MOST_ALIKE)


def _student(freedom: float) -> float:
    """Student's 1 % point: https://www.math.hkbu.edu.hk/support/aands/page_949.htm (26.7.5)"""
    z, v = _Z, freedom
    return z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
