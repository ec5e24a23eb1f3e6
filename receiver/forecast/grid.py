"""Counted and rounded values come in steps, and reach a limit only with the first step that is not below it.

Whole per cent, pages, connections, megabytes: a limit of 93.4 is reached at 94. A line through the steps runs half a step
below the newest of them when it gets there, whether values are rounded or cut off.
"""

import math

import numpy as np

from receiver.forecast.clean import Floats

REPEATED = 0.05  # of the samples are the same as the one before, at least: else values are not in steps
PER_STEP = 3  # samples for each different value, at least
LEVELS = 4  # different values, at least
UNEVEN = 0.02  # steps by which values may lie off the grid
ROUNDING = 1e-6  # steps
MOST_STEPS = 1000.0  # between two neighbouring values
FAR = 1e150  # no unit in use counts so far; beyond, differences leave the range of numbers


def reached(values: Floats, limit: float) -> float:
    """Where a line through the values is when they reach the limit.

    Args:
        values: (n,) finite.
        limit: same unit.

    Returns:
        The limit itself when the values are not in equal steps; else half a step below the first step at or above it.
        Never falls when the limit rises.
    """
    n = len(values)
    if np.count_nonzero(values[1:] == values[:-1]) < REPEATED * n or not math.isfinite(limit):
        return limit
    levels = np.unique(values)
    if not LEVELS <= len(levels) <= n / PER_STEP or max(-levels[0], levels[-1]) > FAR:
        return limit
    apart = np.diff(levels)
    least = float(apart.min())
    if float(apart.max()) > MOST_STEPS * least:
        return limit
    steps = np.rint(apart / least)
    if np.abs(apart / least - steps).max() > UNEVEN:
        return limit
    step = float(levels[-1] - levels[0]) / float(steps.sum())
    return float(levels[0]) + step * (math.ceil((limit - float(levels[0])) / step - ROUNDING) - 0.5)
