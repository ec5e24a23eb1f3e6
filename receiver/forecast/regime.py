"""Since when does the present trend hold?

A straight line is fitted after every possible change point and another before it; how well the pair
explains the history weighs that change point (a discrete posterior with a BIC penalty, Schwarz 1978,
https://doi.org/10.1214/aos/1176344136; change points in this form: Barry and Hartigan 1993,
https://doi.org/10.1080/01621459.1993.10594323). A leak that slowed down ten samples ago is thereby forecast
from those ten samples, and a step is not taken for a rise.
"""

from dataclasses import dataclass

import numpy as np

from receiver.forecast.clean import Floats

MIN_BINS = 4  # a line and a scatter need this many
LOOKBACK_HORIZONS = 4.0
PARAMETERS = 3.0  # a second line and the place of the change


@dataclass(frozen=True, slots=True)
class Regimes:
    """Lines through the end of one history, one per candidate start, and how likely each start is.

    Attributes:
        weight: (c,) posterior, sums to 1.
        length: (c,) bins since the start.
        level: (c,) fitted value at the newest bin.
        slope: (c,) per bin.
        noise: (c,) residual standard deviation.
        inflation: how many correlated bins are worth one independent bin.
    """

    weight: Floats
    length: Floats
    level: Floats
    slope: Floats
    noise: Floats
    inflation: float


def _fit(sums: tuple[Floats, ...]) -> tuple[Floats, Floats, Floats]:
    n, sx, sy, sxx, sxy, syy = sums
    safe = np.maximum(n, 1.0)
    cxx, cxy, cyy = sxx - sx * sx / safe, sxy - sx * sy / safe, syy - sy * sy / safe
    slope = cxy / np.maximum(cxx, 1e-300)
    return slope, (sy - slope * sx) / safe, np.maximum(cyy - slope * cxy, 0.0)


def regimes(y: Floats, per_horizon: int, floor: float) -> Regimes:
    """Weigh every start of the present trend.

    Args:
        y: (B,) bin means since the last fall, B >= MIN_BINS.
        per_horizon: bins per horizon.
        floor: smallest residual standard deviation believed, unit of `y`.

    Returns:
        The candidate lines; x = 0 is the newest bin.
    """
    y = y[-int(LOOKBACK_HORIZONS * per_horizon) :]
    size = len(y)
    x = np.arange(size, dtype=np.float64) - (size - 1)
    base = y[-1]
    z = y - base
    rows = np.stack([np.ones(size), x, z, x * x, x * z, z * z])
    suffix = np.cumsum(rows[:, ::-1], axis=1)[:, ::-1]
    prefix = suffix[:, :1] - suffix
    slope, level, after = _fit(tuple(suffix))
    _, _, before = _fit(tuple(prefix))
    length, rest = suffix[0], prefix[0]
    usable = (length >= MIN_BINS) & ((rest >= MIN_BINS) | (rest == 0))
    spread = (after + before) / size + floor**2
    likely = int(
        np.argmin(np.where(usable, np.log(spread) * size + PARAMETERS * np.log(size) * (rest > 0), np.inf))
    )
    residual = z[likely:] - level[likely] - slope[likely] * x[likely:]
    power = float(residual @ residual)
    rho = float(np.clip((residual[1:] @ residual[:-1]) / power, 0.0, 0.9)) if power > 0 else 0.0
    inflation = (1 + rho) / (1 - rho)
    score = -0.5 * size / inflation * np.log(spread) - (rest > 0) * (
        0.5 * PARAMETERS * np.log(size) + np.log(size)
    )
    score = np.where(usable, score, -np.inf)
    weight = np.exp(score - score.max())
    noise = np.sqrt(after / np.maximum(length - 2, 1) + floor**2)
    keep = weight > 1e-4
    weight = weight[keep] / weight[keep].sum()
    return Regimes(weight, length[keep], level[keep] + base, slope[keep], noise[keep], inflation)
