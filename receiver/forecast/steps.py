"""Where did a history break off: a restart, a rotation, an expansion, a step?

A rare break is taken out before a trend is fitted (the older part is shifted so that both ends meet), so
that neither a restart hides a leak nor a step looks like one. Where breaks are common they are how the
series lives (the teeth of a garbage collector, the stairs of an allocator) and stay. The heights from which
falls came are kept: they are precedents for a turn before the limit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receiver.forecast.clean import Floats
from receiver.forecast.ruler import Ruled

MIN_SHARE_OF_RANGE = 0.3
MIN_NOISES = 6.0
RARE_FALLS = 3
RARE_JUMPS = 2
KEPT_FALLS = 4
REGAINED = 0.7  # of a fall, by the next jump: an outage, not a turn
STILL = 1e-6  # shares of the range: no move at all


@dataclass(frozen=True, slots=True)
class Mended:
    """S histories without their rare breaks, centred on now and scaled to their own range.

    Attributes:
        mean: (S, B) in shares of the range, 0 = mean of the newest bin.
        peak: (S, B) likewise.
        first: (S,) oldest real bin.
        offset: (S,) value that became 0.
        unit: (S,) value of one range, > 0.
        falls: (S,) how many falls.
        jumps: (S,) how many jumps up.
        fall_age: (S,) bins since the newest fall, inf without.
        fall_gap: (S,) bins between the falls kept, on average; inf with fewer than two.
        jump_age: (S,) bins since the newest jump, inf without.
        jump_size: (S,) the largest jump, shares of the range.
        top: (S, KEPT_FALLS) heights from which the newest falls came, shares of the range.
        drop: (S, KEPT_FALLS) how far they fell; 0 where there is none.
        still: (S,) share of the bins in which nothing moved, 0..1: how far this is a staircase.
    """

    mean: Floats
    peak: Floats
    first: NDArray[np.int64]
    offset: Floats
    unit: Floats
    falls: NDArray[np.int64]
    jumps: NDArray[np.int64]
    fall_age: Floats
    fall_gap: Floats
    jump_age: Floats
    jump_size: Floats
    top: Floats
    drop: Floats
    still: Floats


def _falls(mean: Floats, peak: Floats, first: NDArray[np.int64], need: Floats) -> Floats:
    """(S, B) height of the fall that ends in each bin, 0 where none does."""
    size = np.zeros_like(mean)
    if mean.shape[1] < 8:
        return size
    before = np.minimum(np.minimum(peak[:, :-4], peak[:, 1:-3]), peak[:, 2:-2])
    lost = before - np.maximum(mean[:, 4:], mean[:, 3:-1])
    last = np.minimum(np.minimum(peak[:, -5:-4], peak[:, -4:-3]), peak[:, -3:-2]) - mean[:, -1:]
    lost = np.concatenate((lost[:, :-1], np.minimum(lost[:, -1:], last)), axis=1)
    hit = (lost > need[:, None]) & (np.arange(lost.shape[1]) >= first[:, None])
    hit[:, 1:] &= ~hit[:, :-1]
    rows, columns = np.nonzero(hit)
    step = mean[:, :-1] - mean[:, 1:]
    columns_at = columns + 2 + (step[rows, columns + 3] > step[rows, columns + 2])
    size[rows, columns_at + 1] = lost[rows, columns]
    return size


def mend(ruled: Ruled) -> Mended:
    """Find the breaks, take out the rare ones, and scale.

    Args:
        ruled: histories on the ruler.

    Returns:
        The mended histories. A history that never moved has a range of (almost) zero and stays flat.
    """
    last = ruled.mean[:, -1]
    mean, peak = ruled.mean - last[:, None], ruled.peak - last[:, None]
    span = peak.max(axis=1) - mean.min(axis=1)
    unit = np.where(span > 1e-12 * np.abs(last), span, np.maximum(np.abs(last), 1e-150))
    mean, peak = mean / unit[:, None], peak / unit[:, None]
    moves = np.abs(mean[:, 1:] - mean[:, :-1]) if mean.shape[1] > 1 else np.zeros((len(mean), 1))
    count = np.maximum(mean.shape[1] - 1 - ruled.first, 1)
    usual = moves.sum(axis=1) / count
    noise = 1.25 * np.minimum(moves, 2.0 * usual[:, None]).sum(axis=1) / count
    need = np.maximum(MIN_SHARE_OF_RANGE * np.minimum(span / unit, 1.0), MIN_NOISES * noise) + 1e-9
    both = np.concatenate((mean, -mean)), np.concatenate((peak, -mean)), np.concatenate((ruled.first, ruled.first))
    breaks = _falls(*both, np.concatenate((need, need)))
    still = ((moves <= STILL).sum(axis=1) - ruled.first).clip(0) / count
    return _scaled(mean, peak, ruled.first, last, unit, breaks[: len(mean)], breaks[len(mean) :], still)


def _lasting(
    fall: Floats, jump: Floats, at: NDArray[np.int64], up: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The falls `at` and jumps `up` of one history that were not an outage: a fall that the next jump made good."""
    for one in at:
        later = up[up > one]
        if len(later) and not ((at > one) & (at < later[0])).any():
            ratio = jump[later[0]] / fall[one]
            if REGAINED <= ratio <= 1.0 / REGAINED:
                at, up = at[at != one], up[up != later[0]]
    return at, up


def _scaled(
    mean: Floats,
    peak: Floats,
    first: NDArray[np.int64],
    offset: Floats,
    unit: Floats,
    fall: Floats,
    jump: Floats,
    still: Floats,
) -> Mended:
    width = mean.shape[1]
    falls, jumps = (fall > 0).sum(axis=1), (jump > 0).sum(axis=1)
    broken = np.flatnonzero((falls > 0) | (jumps > 0))
    ages, sizes = np.full((3, len(mean)), np.inf), np.zeros(len(mean))
    tops, drops = np.zeros((len(mean), KEPT_FALLS)), np.zeros((len(mean), KEPT_FALLS))
    for row in broken:
        at, up = np.flatnonzero(fall[row]), np.flatnonzero(jump[row])
        shift = np.zeros(width)
        if len(at) <= RARE_FALLS:
            shift[at] -= fall[row, at]
        if len(up) <= RARE_JUMPS:
            shift[up] += jump[row, up]
        if len(at) <= RARE_FALLS and len(up) <= RARE_JUMPS:
            at, up = _lasting(fall[row], jump[row], at, up)
            falls[row], jumps[row] = len(at), len(up)
        ages[0, row] = width - at[-1] if len(at) else np.inf
        ages[1, row] = width - up[-1] if len(up) else np.inf
        sizes[row] = jump[row, up].max(initial=0.0)
        kept = at[::-1][:KEPT_FALLS]
        ages[2, row] = (kept[0] - kept[-1]) / (len(kept) - 1) if len(kept) > 1 else np.inf
        tops[row, : len(kept)] = np.maximum(peak[row, kept - 1], peak[row, np.maximum(kept - 2, 0)])
        drops[row, : len(kept)] = fall[row, kept]
        moved = np.cumsum(shift[::-1])[::-1]
        mean[row, :-1] += moved[1:]
        peak[row, :-1] += moved[1:]
    span = np.maximum(peak.max(axis=1) - mean.min(axis=1), 1e-9)
    mean, peak = mean / span[:, None], peak / span[:, None]
    return Mended(
        mean,
        peak,
        first,
        offset,
        unit * span,
        falls,
        jumps,
        ages[0],
        ages[2],
        ages[1],
        sizes / span,
        tops / span[:, None],
        drops / span[:, None],
        still,
    )
