"""The ETA of a seasonal forecast: the first slot ahead in which an earlier period, shifted by today's drift, was exhausted.

Mirrors rulegen's `drift.promql.j2` and `seasonal_eta.promql.j2`.
"""

import numpy as np

from receiver import conventions
from receiver.backtest.track import Floats, Track
from receiver.backtest.windows import between, means
from receiver.policy.model import SeasonRule, WindowRule


def drift(
    source: Track, window: WindowRule, season: SeasonRule, ahead_s: float, times_s: Floats, closed: bool
) -> Floats:
    """`forecast:drift:ratio`: how much higher than one period ago; NaN where that period's coming stretch is not known.

    Args:
        source: the averaged utilisation.
        window: the earlier period.
        ahead_s: the longest horizon, seconds.
        times_s: (m,) the evaluations.
        closed: whether windows include their old end.
    """
    today, known_today = means(source, times_s, season.drift_s, closed)
    earlier, known_earlier = means(source, times_s - window.length_s, season.drift_s, closed)
    low, high = between(source, times_s - max(window.length_s - ahead_s, 0.0), ahead_s, closed)
    covered = source.sofar[high] - source.sofar[low] >= window.required
    return np.where(known_today & known_earlier & covered, today - earlier, np.nan)


def seasonal_eta(
    source: Track, window: WindowRule, season: SeasonRule, ahead_s: float, times_s: Floats, closed: bool
) -> Floats:
    """Start of the first exhausted slot, seconds from each evaluation; NaN where none is. Arguments as for `drift`."""
    shift = drift(source, window, season, ahead_s, times_s, closed)
    width_s = round(1000 * ahead_s) // season.slots / 1000
    eta = np.full(len(times_s), np.nan)
    for slot in reversed(range(season.slots)):
        offset_s = max(window.length_s - (slot + 1) * width_s, 0.0)
        with np.errstate(invalid="ignore"):
            expected = _peaks(source, times_s - offset_s, width_s, closed) + shift
            full = expected >= conventions.EXHAUSTED
        eta[full] = slot * width_s
        eta[full & np.isinf(expected)] = np.nan  # the rule multiplies by zero
    return eta


def _peaks(source: Track, ends_s: Floats, length_s: float, closed: bool) -> Floats:
    """`max_over_time`; NaN without a number in the window."""
    low, high = between(source, ends_s, length_s, closed)
    peak = np.full(len(ends_s), np.nan)
    for back in range(int(np.max(high - low, initial=0))):
        place = high - 1 - back
        inside = place >= low
        value = source.values[np.where(inside, place, 0)]
        peak = np.where(inside, np.fmax(peak, value), peak)
    return peak
