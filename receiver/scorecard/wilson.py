"""Where does a share lie, when so few were counted? Wilson's score interval.

Unlike the usual "± two standard errors" it holds for few trials and near 0 and 1 (Brown, Cai and DasGupta 2001,
https://doi.org/10.1214/ss/1009213286). It takes the trials for independent, which alerts of one incident are not.
"""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054
"""Quantile of the normal distribution that leaves 2.5 % above it: 95 % confidence, two-sided."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Lower and upper end of a share, 0..1."""

    low: float
    high: float


def wilson(hits: int, trials: int) -> Interval | None:
    """Return the interval that holds the true share at 95 % confidence; None without trials."""
    if trials == 0:
        return None
    share, z2 = hits / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z / (1 + z2 / trials) * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))
