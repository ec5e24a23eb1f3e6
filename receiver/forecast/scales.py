"""What does the history look like at every time scale?

It is halved again and again (a bin of scale k is 2^k bins of the ruler), and on every scale the same window of `WINDOW` bins
is fitted at every past moment by ordinary least squares (https://en.wikipedia.org/wiki/Simple_linear_regression). The newest
window of each scale gives level, slope and noise; the past ones are trials (see `trials`).
"""

import numpy as np

from receiver.forecast import envelope
from receiver.forecast.clean import Floats
from receiver.forecast.layout import NOISE_FLOOR, ROUNDING, WINDOW, Ints, Layout, layout
from receiver.forecast.steps import Mended
from receiver.forecast.trials import run_trials

FIELDS = (
    "level",
    "slope",
    "noise",
    "rho",
    "r2",
    "records",
    "peak",
    "kept",
    "kept_sd",
    "excess",
    "spread",
    "largest",
    "trials",
    "honest",
    "upper",
    *envelope.FIELDS,
)


def _halve(mean: Floats, peak: Floats, first: Ints) -> tuple[Floats, Floats, Ints]:
    if mean.shape[1] % 2:
        mean = np.concatenate((mean[:, :1], mean), axis=1)
        peak = np.concatenate((peak[:, :1], peak), axis=1)
        first = first + 1
    mean, peak = 0.5 * (mean[:, ::2] + mean[:, 1::2]), np.maximum(peak[:, ::2], peak[:, 1::2])
    first = first // 2
    if first.any():  # what was made up before the oldest bin must not depend on how long the neighbours are
        made_up, rows = np.arange(mean.shape[1]) < first[:, None], np.arange(len(mean))
        mean = np.where(made_up, mean[rows, first][:, None], mean)
        peak = np.where(made_up, peak[rows, first][:, None], peak)
    return mean, peak, first


def _padded(array: Floats, size: int) -> Floats:
    kept = array[:, -size:]
    short = size - kept.shape[1]
    return np.concatenate((np.repeat(kept[:, :1], short, axis=1), kept), axis=1) if short else kept


def _pyramid(mended: Mended, sizes: tuple[int, ...]) -> tuple[Floats, Floats, Ints, Ints]:
    means, peaks, firsts = [], [], []
    deepest = np.zeros(len(mended.mean), np.int64)
    mean, peak, first = mended.mean, mended.peak, mended.first
    for k, size in enumerate(sizes):
        if k:
            mean, peak, first = _halve(mean, peak, first)
        means.append(_padded(mean, size))
        peaks.append(_padded(peak, size))
        firsts.append(np.maximum(first - (mean.shape[1] - size), 0))
        deepest = np.where(mean.shape[1] - first >= WINDOW, k, deepest)
    return np.concatenate(means, axis=1), np.concatenate(peaks, axis=1), np.stack(firsts, axis=1), deepest


def lines(mean: Floats) -> tuple[Floats, Floats]:
    """(S, C-W+1) level at the end of, and slope per bin over, the window that starts in each column.

    Sum and first moment are doubled (1, 2, 4, 8, then 8 + 4 = 12 bins): exact to rounding however long the history, where a
    cumulative sum would lose digits.
    """
    total, moment = [mean], [np.zeros_like(mean)]
    for size in (1, 2, 4):
        late = total[-1][:, size:]
        moment.append(moment[-1][:, :-size] + moment[-1][:, size:] + size * late)
        total.append(total[-1][:, :-size] + late)
    columns = mean.shape[1] - WINDOW + 1
    tail = total[2][:, 8 : 8 + columns]
    whole = total[3][:, :columns] + tail
    first = moment[3][:, :columns] + moment[2][:, 8 : 8 + columns] + 8.0 * tail
    slope = (first - (WINDOW - 1) / 2.0 * whole) / (WINDOW * (WINDOW * WINDOW - 1) / 12.0)
    return whole / WINDOW + slope * (WINDOW / 2.0), slope


def _newest(mean: Floats, peak: Floats, level: Floats, slope: Floats, plan: Layout) -> dict[str, Floats]:
    """What the newest window of each scale shows, (S, K) each."""
    columns = plan.newest[:, None] + np.arange(1 - WINDOW, 1)
    starts = plan.newest - WINDOW + 1
    now, rate = level[:, starts], slope[:, starts]
    y = mean[:, columns]
    residual = y - now[..., None] - rate[..., None] * (np.arange(WINDOW) - (WINDOW - 0.5))
    power = (residual * residual).sum(axis=-1)
    least = WINDOW * NOISE_FLOOR**2  # below this residuals are rounding, and must not look like a pattern
    rho = (residual[..., 1:] * residual[..., :-1]).sum(axis=-1) / (power + least)
    rho = np.minimum(np.maximum(rho, -0.5), 0.9)
    centred = y - y.sum(axis=-1, keepdims=True) / WINDOW
    total = (centred * centred).sum(axis=-1)
    r2 = 1.0 - (power + least) / (total + least)
    high = peak[:, columns]
    running = np.maximum.accumulate(high, axis=-1)
    return {
        "level": now,
        "slope": rate / 2.0 ** np.arange(len(plan.sizes)),
        "noise": np.sqrt(power / (WINDOW - 2) + NOISE_FLOOR**2),
        "rho": rho,
        "r2": r2,
        "records": (high[..., 1:] > running[..., :-1] + ROUNDING).sum(axis=-1) / (WINDOW - 1.0),
        "peak": running[..., -1],
    }


def scales(mended: Mended) -> tuple[Floats, Ints]:
    """Describe each history at each scale.

    Args:
        mended: histories in shares of their range.

    Returns:
        (len(FIELDS), S, K) in the order of `FIELDS`, slopes per bin of the ruler; and (S,) the deepest scale that still has
            a whole window.
    """
    plan = layout(mended.mean.shape[1])
    mean, peak, firsts, deepest = _pyramid(mended, plan.sizes)
    level, slope = lines(mean)
    seen = _newest(mean, peak, level, slope, plan)
    highest = envelope.sliding_max(peak)
    seen |= run_trials(seen["noise"], highest, level, slope, firsts, plan)
    seen |= envelope.envelope(highest, seen["noise"], firsts, plan)
    return np.stack([seen[name] for name in FIELDS]), deepest
