"""Did the series keep its word? Every past moment of every scale is a small trial.

The line through a window promised a rise over the next window, and the next window is known. From the trials of one scale
come `kept` (by which share rises were honoured: 1 for a leak, 0 for a saw), `honest` (net change over distance travelled)
and the excess of the highest value over what was promised (median, 10/90 % spread, largest).

Sources: evaluation on a rolling origin (Tashman 2000, doi 10.1016/S0169-2070(00)00065-0); shrinkage of the kept share
towards a prior by its sampling variance (empirical Bayes, Efron and Morris 1975, doi 10.1080/01621459.1975.10479864).
"""

import numpy as np
from numpy.typing import NDArray

from receiver.forecast.clean import Floats
from receiver.forecast.layout import NOISE_FLOOR, ROUNDING, STRIDE, WINDOW, Ints, Layout

KEPT_PRIOR, KEPT_PRIOR_SD = 0.8, 0.35  # most rises go on for a while; one in three is far from it
LANE = 16.0  # apart by so much, the trials of all scales are sorted at once; values are cut at ±7 ranges


def run_trials(
    noise: Floats, highest: Floats, level: Floats, slope: Floats, firsts: Ints, plan: Layout
) -> dict[str, Floats]:
    """What the trials of each scale say.

    Args:
        noise: (S, K) residual scale of the newest window of each scale; what is said where there are no trials.
        highest: (S, C-W+1) highest value of the window that starts in each column.
        level: (S, C-W+1) level at the end of the window that starts in each column.
        slope: (S, C-W+1) its slope per bin of its own scale.
        firsts: (S, K) oldest real bin of each scale.
        plan: where each scale lies.

    Returns:
        (S, K) each: kept, kept_sd, excess, spread, upper, largest, trials, honest.
    """
    out = {
        "kept": np.full_like(noise, KEPT_PRIOR),
        "kept_sd": np.full_like(noise, KEPT_PRIOR_SD),
        "excess": 1.2 * noise,
        "spread": 1.5 * noise,
        "upper": 3.2 * noise,
        "largest": 3.2 * noise,
        "trials": np.zeros_like(noise),
        "honest": np.full_like(noise, 0.5),
    }
    if not len(plan.tried):
        return out
    at, k = plan.origins, plan.tried
    real = plan.place >= firsts[:, plan.scale]
    weight = plan.weight * real
    start = level[:, at]
    rise, came = np.maximum(slope[:, at] * WINDOW, 0.0), level[:, at + WINDOW] - start
    kept, kept_sd, honest, trials = _kept(rise, came, weight, noise[:, k], plan)
    lane = np.searchsorted(k, plan.scale)
    excess = highest[:, at + WINDOW] - start - kept[:, lane] * rise
    low, middle, high, most = _quantiles(excess, real, lane, plan)
    share = trials / (trials + 1.0)
    mixed = {
        "kept": kept,
        "kept_sd": kept_sd,
        "honest": honest,
        "trials": trials,
        "spread": np.sqrt(share * ((high - low) / 2.2) ** 2 + (1.0 - share) * out["spread"][:, k] ** 2),
        "excess": share * middle + (1.0 - share) * out["excess"][:, k],
        "upper": share * high + (1.0 - share) * out["upper"][:, k],
    }
    mixed["largest"] = np.where(trials > 0, np.maximum(most, mixed["excess"]), out["largest"][:, k])
    for name, value in mixed.items():
        out[name][:, k] = value
    return out


def _kept(
    rise: Floats, came: Floats, weight: Floats, noise: Floats, plan: Layout
) -> tuple[Floats, Floats, Floats, Floats]:
    """Share of the rises that came and its standard deviation, net over travelled, number of independent trials."""

    def total(x: Floats) -> Floats:
        out: Floats = np.add.reduceat(x, plan.starts, axis=1)
        return out

    mass = total(weight)
    safe = np.maximum(mass, 1e-9)
    trials = 2.0 * STRIDE * mass / WINDOW
    weighted = weight * rise
    off = came - KEPT_PRIOR * rise
    variance = total(weight * off * off) / safe + 0.1 * noise**2 + NOISE_FLOOR**2
    prior, information = 1.0 / KEPT_PRIOR_SD**2, trials * (total(weighted * rise) / safe) / variance
    kept = (trials * (total(weighted * came) / safe) / variance + KEPT_PRIOR * prior) / (information + prior)
    net, travelled = total(weight * came), np.maximum(total(weight * np.abs(came)), ROUNDING)
    honest = np.where(mass > 0, net / travelled, 0.5)
    return np.minimum(np.maximum(kept, 0.0), 1.25), 1.0 / np.sqrt(information + prior), honest, trials


def _quantiles(excess: Floats, real: NDArray[np.bool_], lane: Ints, plan: Layout) -> tuple[Floats, ...]:
    """10, 50, 90 and 100 % points of each scale's real trials, (S, K') each, by one sort of all scales together."""
    cut = np.where(real, np.minimum(np.maximum(excess, -7.0), 7.0), -8.0)
    ordered = np.sort(cut + LANE * lane, axis=1)
    counts = np.diff(np.concatenate((plan.starts, [len(plan.place)])))
    valid = np.maximum(np.add.reduceat(real.astype(np.int64), plan.starts, axis=1), 1)
    base, rows = plan.starts + counts - valid, np.arange(len(excess))[:, None]
    zero = LANE * np.arange(len(counts))

    def at(q: float) -> Floats:
        place = base + (q * (valid - 1) + 0.5).astype(np.int64)
        out: Floats = np.maximum(ordered[rows, place] - zero, -7.0)
        return out

    return at(0.1), at(0.5), at(0.9), at(1.0)
