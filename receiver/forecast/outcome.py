"""Did the series reach its limit within the horizon? Read from the samples of the horizon, one horizon later. Pure, no clock.

A limit that kills is reached between two samples: the series ends or falls, and no sample ever stood at the limit. Such a
fall counts as a crossing when one more rise like the largest of the last few would have reached it; otherwise nobody knows (a
deployment looks the same), and the answer is unknown rather than "stayed".
"""

import numpy as np

from receiver import conventions
from receiver.domain.prediction import Came
from receiver.domain.series import Series
from receiver.forecast.clean import Floats

_FALL = 0.5
"""A fall to less than this share of the value before is a restart, as in the recorded series `forecast:reset:ratio`."""

_LAST_RISES = 5
_MOST_SILENCE_INTERVALS = 5
_LEAST_COVERAGE = 0.5


def what_came(series: Series, after_s: float, until_s: float, interval_s: float) -> tuple[Came, float]:
    """Say what came, and when it was decided.

    Args:
        series: recorded utilisation; samples outside of the horizon are not looked at.
        after_s: when the probability was stated, seconds since the epoch.
        until_s: end of the horizon.
        interval_s: how often the series is recorded, seconds.

    Returns:
        crossed, stayed or unknown; the moment is that of the crossing, otherwise `until_s`.
    """
    inside = (series.timestamps_s > after_s) & (series.timestamps_s <= until_s) & np.isfinite(series.values)
    at_s, value = series.timestamps_s[inside], series.values[inside]
    over = np.flatnonzero(value >= conventions.EXHAUSTED)
    falls = np.flatnonzero(value[1:] < _FALL * value[:-1])
    if len(over) and (not len(falls) or over[0] <= falls[0]):
        return Came.CROSSED, float(at_s[over[0]])
    if len(falls):
        return _killed(at_s, value, int(falls[0]), until_s)
    if not len(value) or until_s - float(at_s[-1]) > _MOST_SILENCE_INTERVALS * interval_s:
        return _killed(at_s, value, len(value) - 1, until_s)
    complete = len(value) * interval_s >= _LEAST_COVERAGE * (until_s - after_s)
    return Came.STAYED if complete else Came.UNKNOWN, until_s


def _killed(at_s: Floats, value: Floats, last: int, until_s: float) -> tuple[Came, float]:
    """Was the limit one rise away from the last sample before a fall or the end?"""
    rises = np.diff(value[max(last - _LAST_RISES, 0) : last + 1])
    if len(rises) and value[last] + max(float(rises.max()), 0.0) >= conventions.EXHAUSTED:
        return Came.CROSSED, float(at_s[last])
    return Came.UNKNOWN, until_s
