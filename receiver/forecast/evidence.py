"""From what the scales saw to evidence for one limit and one lead.

Three kinds are kept apart, because the answer must never fall when the limit is lowered:

- `bound`: how far beyond the limit each forecast ends, in its own spreads. Every column falls as the limit rises.
- `gates`: reasons to listen to it (is the past a line, did it keep its promises, do the windows agree), none negative.
- `context`: what else is known of the series.

Neither gates nor context know the limit. Views are taken at a quarter, half, one, two and four leads, interpolated
between the two nearest scales, so that nothing jumps when the lead grows from one scale to the next.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from receiver.forecast.clean import Floats
from receiver.forecast.layout import WINDOW, Ints
from receiver.forecast.scales import FIELDS
from receiver.forecast.steps import Mended

VIEWS = 5  # windows of a quarter, half, one, two and four leads
MIDDLE = slice(1, 4)
WIDER = slice(1, 5)  # tops are looked for in windows of half a lead and more
FLOOR = 1e-3  # shares of the range: differences below are not told apart
REACH = 8.0  # evidence is cut at ±arcsinh(about 1500 spreads)
WEAK_LINE, STRAIGHT_LINE = -1.0, -2.5  # log10 of the variance a line leaves over: no line at all, as good as one gets


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the crossing within each of J leads, for S series.

    Attributes:
        bound: (S, J, E) every column non-increasing in the limit.
        gates: (S, J, G) within 0..1, free of the limit; the first is always 1.
        context: (S, J, C) free of the limit.
    """

    bound: Floats
    gates: Floats
    context: Floats


@dataclass(frozen=True, slots=True)
class _Views:
    """The scales as seen from each lead; (S, J, VIEWS) each unless said otherwise."""

    at: dict[str, Floats]
    length: Floats
    ahead: Floats  # (S, J, 1)
    stretch: Floats
    rise: Floats
    yardstick: Floats  # (S, J, 1)


def _arcsinh(x: Floats) -> Floats:
    """As numpy's, from functions that are vectorised: three times faster, exact to 1e-15 absolute."""
    size = np.abs(x)
    out: Floats = np.copysign(np.log(size + np.sqrt(size * size + 1.0)), x)
    return out


def octaves(first: Floats, count: int, per_octave: int = 1) -> Floats:
    """(S, J) leads: `first` (S,), doubled every `per_octave` leads."""
    out: Floats = first[:, None] * 2.0 ** (np.arange(count) / per_octave)
    return out


@lru_cache(maxsize=64)
def _rungs(count: int, per_octave: int) -> tuple[Ints, Ints]:
    """Places of the ladder that leads and views share, as steps from the first lead; (J, VIEWS) who sees which."""
    seen = np.arange(count)[:, None] + per_octave * np.arange(VIEWS)
    return np.arange(-2 * per_octave, count + 2 * per_octave), seen


def _views(stats: Floats, deepest: Ints, first: Floats, count: int, per_octave: int) -> _Views:
    """A view of one lead is a view of the next as well, so that each place of the ladder is worked out once."""
    rungs, who = _rungs(count, per_octave)
    place = np.log2(first / WINDOW)[:, None] + rungs / per_octave
    place = np.minimum(np.maximum(place, 0.0), deepest[:, None])
    low = np.minimum(place.astype(np.int64), np.maximum(deepest - 1, 0)[:, None])
    share = place - low
    rows = np.arange(len(first))[:, None]
    mixed = stats[:, rows, low] * (1.0 - share) + stats[:, rows, np.minimum(low + 1, stats.shape[2] - 1)] * share
    at = dict(zip(FIELDS, mixed[:, :, who], strict=True))
    length = (WINDOW * 2.0**place)[:, who]
    ahead = octaves(first, count, per_octave)[..., None]
    stretch = np.sqrt(ahead / length)
    yardstick = at["spread"][..., 2:3] * stretch[..., 2:3] + FLOOR
    return _Views(at, length, ahead, stretch, np.maximum(at["slope"], 0.0) * ahead, yardstick)


def evidence(
    mended: Mended, stats: Floats, deepest: Ints, limit: Floats, first: Floats, count: int, per_octave: int = 1
) -> Evidence:
    """Evidence for reaching a limit within each of the leads `octaves(first, count, per_octave)`.

    Args:
        mended: S histories.
        stats: (F, S, K) their scales.
        deepest: (S,) deepest usable scale.
        limit: (S, 1) in shares of the range, 0 = now; (S, J) when it differs from lead to lead.
        first: (S,) bins ahead, the first lead, > 0.
        count: how many leads, J.
        per_octave: how many of them until they have doubled.

    Returns:
        What was found.
    """
    view = _views(stats, deepest, first, count, per_octave)
    slopes = _arcsinh(view.at["slope"] * view.ahead / view.yardstick)
    gates = _gates(view.at, slopes, mended.still)
    return Evidence(_bound(mended, view, limit), gates, _context(mended, view, slopes, gates))


def _bound(mended: Mended, view: _Views, limit: Floats) -> Floats:
    at, rise, stretch = view.at, view.rise, view.stretch
    goal = limit[..., None]
    room = goal - mended.peak[:, -1][:, None, None]
    spread = np.sqrt((at["spread"] * stretch) ** 2 + (at["kept_sd"] * rise) ** 2 + FLOOR**2)
    promise = at["level"] + at["kept"] * rise - goal
    plain = (at["noise"] + FLOOR) * np.sqrt(1.0 + 12.0 / WINDOW * (view.ahead / view.length + 0.5) ** 2)  # of a line
    trials = [
        (promise[..., MIDDLE] + at[name][..., MIDDLE] * stretch[..., MIDDLE]) / (0.7 * spread[..., MIDDLE])
        for name in ("excess", "largest", "upper")
    ]
    distances = [
        promise / spread,
        *trials,
        (mended.jump_size[:, None, None] - room) / view.yardstick,
        (at["level"] + rise - goal) / plain,
        (at["peak"] - goal)[..., 2:5:2] / view.yardstick,
        -room / view.yardstick,
        -room / (rise[..., MIDDLE].min(axis=-1, keepdims=True) + 0.3 * view.yardstick),
        _tops(view, goal),
    ]
    joined = _arcsinh(np.concatenate(distances, axis=-1))
    log_room = np.broadcast_to(-np.log(np.maximum(room, 1e-3)), view.ahead.shape)
    out: Floats = np.minimum(np.maximum(np.concatenate((joined, log_room), axis=-1), -REACH), REACH)
    return out


def _tops(view: _Views, goal: Floats) -> Floats:
    """How far beyond the limit the line through the tops ends."""
    at, ahead = view.at, view.ahead
    noise = (at["top_noise"] + FLOOR) * np.sqrt(1.0 + 0.8 * (ahead / view.length) ** 2)  # of a line through four
    out: Floats = ((at["top"] + np.maximum(at["climb"], 0.0) * ahead - goal) / noise)[..., WIDER]
    return out


def _gates(at: dict[str, Floats], slopes: Floats, still: Floats) -> Floats:
    """Is the past a line (r2, and how straight), was it honest, both, do the slopes agree, records, enough trials,
    a staircase, an honest one, are the tops a line?"""
    r2, honest = at["r2"][..., MIDDLE], np.maximum(at["honest"][..., MIDDLE], 0.0)
    left_over = np.log10(np.maximum(1.0 - r2, 1e-6))
    straight = np.minimum(np.maximum((left_over - WEAK_LINE) / (STRAIGHT_LINE - WEAK_LINE), 0.0), 1.0)
    r2, least = np.maximum(r2, 0.0), honest.min(axis=-1, keepdims=True)
    agreed = np.minimum(np.maximum(slopes.min(axis=-1, keepdims=True) / 4.0, 0.0), 1.0)
    tried = np.minimum(np.log(at["trials"][..., 1:2] + 1.0) / 3.0, 1.0)
    stairs = np.broadcast_to(still[:, None, None], agreed.shape)
    gates = (
        np.ones_like(agreed),
        r2,
        honest[..., :2],
        r2.min(axis=-1, keepdims=True) * least,
        agreed,
        at["records"][..., 1:2],
        tried,
        straight,
        straight.min(axis=-1, keepdims=True) * least,
        stairs,
        stairs * honest[..., 2:],
        np.minimum(np.maximum(at["top_r2"][..., 2:4], 0.0), 1.0),
    )
    return np.concatenate(gates, axis=-1)


def _context(mended: Mended, view: _Views, slopes: Floats, gates: Floats) -> Floats:
    at, ahead, yardstick = view.at, view.ahead, view.yardstick
    ages = (mended.fall_age, mended.jump_age)
    ages_in_leads = [np.minimum(np.maximum(age[:, None, None] / ahead, 0.05), 20.0) for age in ages]
    bins = (mended.mean.shape[1] - mended.first)[:, None, None]
    breaks = np.empty((*ahead.shape[:2], 2))
    breaks[:] = np.minimum(np.stack((mended.falls, mended.jumps), axis=-1), 8)[:, None, :] + 1.0
    above = (mended.peak[:, -1][:, None, None] - at["level"][..., 2:3]) / yardstick
    magnitudes = (
        at["trials"][..., MIDDLE] + 1.0,
        np.maximum(bins / ahead, 0.2),
        breaks,
        *ages_in_leads,
        yardstick,
    )
    parts = (
        gates[..., 1:],
        slopes,
        at["kept"],
        at["honest"][..., 2:4],
        *(at[name][..., MIDDLE] for name in ("rho", "records")),
        _arcsinh(np.concatenate((at["excess"][..., MIDDLE] / yardstick, above, *_climbing(view)), axis=-1)),
        np.log(np.concatenate(magnitudes, axis=-1)),
    )
    return np.concatenate(parts, axis=-1)


def _climbing(view: _Views) -> tuple[Floats, Floats]:
    """What the tops climb within the lead, and how far they lie above the mean; in yardsticks."""
    at = view.at
    return (
        (at["climb"] * view.ahead / view.yardstick)[..., WIDER],
        ((at["top"] - at["level"]) / view.yardstick)[..., WIDER],
    )
