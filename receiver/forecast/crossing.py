"""When does a fitted line reach the limit, and how sure is that?

Each candidate regime predicts a level at every time ahead with the spread of an ordinary least squares
prediction (Hyndman and Athanasopoulos, https://otexts.com/fpp3/forecasting-regression.html), widened for
autocorrelated residuals (effective sample size n(1-ρ)/(1+ρ),
https://doi.org/10.1175/1520-0442(2004)017%3C2415:DOTESS%3E2.0.CO;2) and for slopes that do not last. The
mixture over regimes is the distribution of the time to the limit.
"""

import math

import numpy as np

from receiver.forecast.clean import Floats
from receiver.forecast.regime import Regimes

AHEAD = np.concatenate((np.linspace(0.1, 1.0, 10), np.linspace(1.25, 4.0, 12)))  # horizons
AT_HORIZON = 9
SLOPE_SD = 0.09  # relative standard deviation of what a slope does over the coming horizon


def normal_cdf(z: Floats) -> Floats:
    """Logistic approximation of the normal distribution (Bowling 2009, doi 10.3926/jiem.2009.v2n1.p114)."""
    out: Floats = 0.5 * (1.0 + np.tanh(0.5 * (0.07056 * z**3 + 1.5976 * z).clip(-60.0, 60.0)))
    return out


def crossing_curve(found: Regimes, limit: float, per_horizon: int) -> Floats:
    """Probability of having reached the limit at each of `AHEAD`.

    Args:
        found: candidate regimes.
        limit: unit of the regimes' level.
        per_horizon: bins per horizon.

    Returns:
        (len(AHEAD),) non-decreasing, 0..1.
    """
    ahead = AHEAD * per_horizon
    n = found.length
    sxx = n * (n * n - 1) / 12.0
    reach = (ahead[:, None] + (n - 1) / 2.0) ** 2 / sxx + 1.0 / n
    variance = (
        found.noise**2 * (1.0 + found.inflation * reach) + (SLOPE_SD * found.slope * ahead[:, None]) ** 2
    )
    mean = found.level + found.slope * ahead[:, None]
    p = normal_cdf((mean - limit) / np.sqrt(variance)) @ found.weight
    out: Floats = np.maximum.accumulate(p)
    return out


def eta_quantile(curve: Floats, q: float, horizon_s: float) -> float:
    """Time at which the curve reaches q, seconds; inf when it does not within 4 horizons."""
    j = int(np.searchsorted(curve, q))
    if j >= len(curve):
        return math.inf
    t0, p0 = (0.0, 0.0) if j == 0 else (float(AHEAD[j - 1]), float(curve[j - 1]))
    share = (q - p0) / max(float(curve[j]) - p0, 1e-300)
    return horizon_s * (t0 + (float(AHEAD[j]) - t0) * min(max(share, 0.0), 1.0))
