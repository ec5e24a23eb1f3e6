"""What Prometheus' range functions say at every moment, in one pass over a series.

`fits` is `deriv(u[w])`, `predict_linear(u[w], 0)` and `count_over_time(u[w])`; `averages` is `avg_over_time`. A window is
open at its old end since Prometheus 3; before that it was closed, so it held one sample more:
https://prometheus.io/docs/prometheus/latest/migration/ ("Range selectors and lookback").

The sums are those of `linearRegression` in https://github.com/prometheus/prometheus/blob/main/promql/functions.go, with
time counted from the evaluation and values from their mean; a window that holds one value only has slope zero, as there.
"""

from dataclasses import dataclass

import numpy as np

from receiver.backtest.track import Bools, Floats, Ints, Track, before


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """A line per moment.

    Attributes:
        count: (n,) samples in the window, NaN samples included.
        slope: (n,) utilisation per second; NaN with fewer than two samples, or with one that is not finite.
        level: (n,) utilisation of the line at the moment itself; NaN likewise.
    """

    count: Ints
    slope: Floats
    level: Floats


def lags(length_s: float, step_s: float, age_s: float, closed: bool) -> int:
    """How many places a window can hold that ends `age_s` after its newest place.

    Args:
        length_s: the window, seconds.
        step_s: distance of the places, seconds.
        age_s: from the newest place to the end of the window, seconds, 0 <= age_s < step_s.
        closed: whether a sample at the old end belongs to it.
    """
    room, step = round(1000 * (length_s - age_s)), round(1000 * step_s)
    if room < 0:
        return 0
    return room // step + 1 if closed else -(-room // step)


def counted(sofar: Ints, n: int) -> Ints:
    """Flags among the newest `n` places, for every place; `sofar` is from `before`."""
    places = np.arange(1, len(sofar))
    return np.asarray(sofar[places] - sofar[np.maximum(places - n, 0)])


def fits(track: Track, length_s: float, age_s: float, closed: bool) -> Fits:
    """Fit a line through the window that ends `age_s` after each place.

    Args:
        track: the series, n places.
        length_s: the window, seconds.
        age_s: as in `lags`.
        closed: as in `lags`.

    Returns:
        n fits; slope and level within 1e-9 of what Prometheus says.
    """
    n = lags(length_s, track.step_s, age_s, closed)
    size, count = len(track), counted(track.sofar, n)
    if not size or n < 2:
        return Fits(count, np.full(size, np.nan), np.full(size, np.nan))
    sound = track.sound
    centre = float(np.mean(track.values[sound])) if sound.any() else 0.0
    y = np.where(sound, track.values - centre, 0.0)
    x = -(np.arange(n, dtype=np.float64) * track.step_s + age_s)
    sum_x, sum_xx = _moments(track.present, x)
    total = np.concatenate(([0.0], np.cumsum(y)))
    sum_y = total[1:] - total[np.maximum(np.arange(1, size + 1) - n, 0)]
    sum_xy = np.convolve(y, x)[:size]
    m = np.maximum(count, 1)
    spread = sum_xx - sum_x * sum_x / m
    usable = (count >= 2) & (counted(before(track.present & ~sound), n) == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(usable, (sum_xy - sum_x * sum_y / m) / spread, np.nan)
    slope[usable & _constant(track, n)] = 0.0
    return Fits(count, slope, np.where(usable, (sum_y - slope * sum_x) / m + centre, np.nan))


def _moments(present: Bools, x: Floats) -> tuple[Floats, Floats]:
    """Sum of the times of what is there, and of their squares."""
    size = len(present)
    if present.all():
        filled = np.minimum(np.arange(size), len(x) - 1)
        return np.cumsum(x)[filled], np.cumsum(x * x)[filled]
    there = present.astype(np.float64)
    return np.convolve(there, x)[:size], np.convolve(there, x * x)[:size]


def _constant(track: Track, n: int) -> Bools:
    """Whether a window holds one value only."""
    places = np.flatnonzero(track.present)
    values = track.values[places]
    changes = np.zeros(len(track), dtype=np.int64)
    changes[places[1:]] = values[1:] != values[:-1]
    sofar = np.cumsum(changes)
    order = track.sofar
    oldest = order[np.maximum(np.arange(1, len(track) + 1) - n, 0)]
    first = places[np.minimum(oldest, len(places) - 1)] if len(places) else np.zeros(len(track), dtype=np.int64)
    return np.asarray(sofar - sofar[first] == 0)


def averages(track: Track, resolution_s: float, closed: bool) -> Track:
    """Average over `resolution_s` at every multiple of it: the series that long windows are fitted on."""
    first = int(np.ceil(track.start_s / resolution_s))
    last = int(np.ceil((track.start_s + (len(track) - 1) * track.step_s) / resolution_s))
    ends_s = resolution_s * np.arange(first, max(last + 1, first), dtype=np.float64)
    values, present = means(track, ends_s, resolution_s, closed)
    return Track(track.labels, first * resolution_s, resolution_s, values, present)


def means(track: Track, ends_s: Floats, length_s: float, closed: bool) -> tuple[Floats, Bools]:
    """`avg_over_time` over the windows that end at `ends_s`: the averages, and where there is one."""
    low, high = between(track, ends_s, length_s, closed)
    count = track.sofar[high] - track.sofar[low]
    sound = track.sound
    centre = float(np.mean(track.values[sound])) if sound.any() else 0.0
    total = np.concatenate(([0.0], np.cumsum(np.where(sound, track.values - centre, 0.0))))
    values = centre + (total[high] - total[low]) / np.maximum(count, 1)
    odd = before(track.present & ~sound)
    for place in np.flatnonzero(odd[high] > odd[low]):  # NaN and infinities do as they do there
        inside = slice(low[place], high[place])
        with np.errstate(invalid="ignore"):
            values[place] = np.mean(track.values[inside][track.present[inside]])
    present = count > 0
    return np.where(present, values, np.nan), present


def between(track: Track, ends_s: Floats, length_s: float, closed: bool) -> tuple[Ints, Ints]:
    """First place inside, and first place after, each window that ends at `ends_s`."""
    high = track.at(ends_s) + 1
    begins_s = ends_s - length_s
    inside = track.at(begins_s)
    exact = closed & (np.abs(track.start_s + inside * track.step_s - begins_s) < 1e-6) & (inside >= 0)
    return np.minimum(np.where(exact, inside, inside + 1), high), high
