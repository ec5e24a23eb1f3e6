"""When is the limit reached? From log odds at fixed leads to a curve over time.

The log odds are asked at leads that depend only on the sample spacing (half octaves from `FIRST_LEAD` bins
on), made non-decreasing, and interpolated over the logarithm of the lead. The probability at a horizon is
the curve's value there, the time to the limit its 10, 50 and 90 % points: one curve answers both, so they
cannot contradict each other, and a longer horizon can never be less likely.
"""

import math

import numpy as np

from receiver.forecast.clean import Floats

FIRST_LEAD = 4.0  # bins
PER_OCTAVE = 2
RESOLUTION = 0.1  # of the lead: between two leads half an octave apart nothing is told apart more finely
BEYOND = 4.0  # horizons the curve reaches past the first


def leads(horizon_bins: float) -> Floats:
    """(J,) leads in bins, from `FIRST_LEAD` to at least `BEYOND` horizons, the same for every horizon as
    far as they go."""
    octaves = math.log2(max(BEYOND * horizon_bins / FIRST_LEAD, 2.0))
    return FIRST_LEAD * 2.0 ** (np.arange(math.ceil(octaves * PER_OCTAVE) + 1) / PER_OCTAVE)


def rising(logits: Floats) -> Floats:
    """(S, J) log odds made non-decreasing along the leads: who has crossed stays crossed."""
    out: Floats = np.maximum.accumulate(logits, axis=-1)
    return out


def turned(logits: Floats, passing: Floats) -> Floats:
    """(S, J) log odds when only a share of the rises, `passing` (S, J), is not turned round first."""
    p = passing / (1.0 + np.exp(-logits))
    out: Floats = np.log(p / (1.0 - p))
    return out


def probability_at(ladder: Floats, logits: Floats, lead: Floats) -> Floats:
    """(S,) probability of having crossed by `lead` (S,) bins; `logits` (S, J) must be rising."""
    place = np.minimum(np.maximum(np.log2(lead / FIRST_LEAD) * PER_OCTAVE, 0.0), len(ladder) - 1.0)
    low = np.minimum(place.astype(np.int64), len(ladder) - 2)
    rows = np.arange(len(logits))
    z0, z1 = logits[rows, low], logits[rows, low + 1]
    out: Floats = 1.0 / (1.0 + np.exp(-(z0 + (place - low) * (z1 - z0))))
    return out


def eta_bins(ladder: Floats, logits: Floats, shares: Floats, beyond: Floats) -> Floats:
    """(S, Q) lead at which each curve reaches each of `shares` (Q,), bins; inf when not by `beyond` (S,).

    Below the first lead the time is taken in proportion to the probability.
    """
    z = np.log(shares / (1.0 - shares))
    short = (logits[:, None, :] < z[:, None]).sum(axis=-1)
    high, low = np.minimum(short, len(ladder) - 1), np.maximum(short - 1, 0)
    rows = np.arange(len(logits))[:, None]
    z0, z1 = logits[rows, low], logits[rows, high]
    part = np.minimum(np.maximum((z - z0) / np.maximum(z1 - z0, 1e-12), 0.0), 1.0)
    found = ladder[low] * (ladder[high] / ladder[low]) ** part
    at_once = ladder[0] * shares * (1.0 + np.exp(-logits[:, :1]))
    found = np.where(short == 0, at_once, found)
    out: Floats = np.where((short < len(ladder)) & (found <= beyond[:, None]), found, math.inf)
    return out


def no_finer(etas: Floats) -> Floats:
    """(S, 3) early, middle and late arrival, the outer two at least `RESOLUTION` of the middle away from it."""
    early, middle, late = etas.T
    return np.stack(
        (np.minimum(early, (1.0 - RESOLUTION) * middle), middle, np.maximum(late, (1.0 + RESOLUTION) * middle)), 1
    )
