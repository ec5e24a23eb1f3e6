"""Did an action change what a series does? Held against what the forecast said before it. Pure, no clock.

The forecast is kept as lines (`Expectation`): where the series stood, and when it would reach the limit early, probably and
late. What is found afterwards lies below the fan (it receded), within it (nothing changed), or too near its lower edge to say.

Adding pods dilutes: an average over them falls although every old pod grows as before. So the average of a series that pods
share is not looked at, but how fast it grows once the new pods run. Growth that follows the load is shared, n₀/n₁ of what it
was; growth that each pod has for itself stays what it was; the middle between the two decides. In totals: n₁ pods grow together
as n₀ did, or each goes on as before. A series of one pod is not diluted, so its level decides.

Levels are medians of the newest samples. Five of them scatter by 1.25/√5 of one sample's noise
(https://en.wikipedia.org/wiki/Median#Efficiency), and the difference of two such medians exceeds that noise, by chance, once in
ten. Samples of a growing series are not independent; that is left out.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from receiver import conventions
from receiver.domain.expectation import Expectation
from receiver.domain.series import Series
from receiver.domain.verdict import Assessment
from receiver.forecast.clean import Floats

SAMPLES = 5
"""Newest samples whose median is a level; fewer after the action say nothing."""

_ONE_IN_TEN = 1.2816
"""One-sided 10 % point of the normal distribution."""


_MORE_THAN_NOISE = 4.0
"""Times the noise that a fall must be, so that what is nearly empty does not restart at every sample."""


class Seen(StrEnum):
    """below: it does less than was forecast. within: what was forecast. unclear: too near to say. restarted: its process ended
    and began anew, which is no action's doing. nothing: too few samples, or no forecast to hold them against."""

    BELOW = "below"
    WITHIN = "within"
    UNCLEAR = "unclear"
    RESTARTED = "restarted"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Effect:
    """What was seen, and the numbers, for people."""

    seen: Seen
    words: str


def expectation(series: Series, found: Assessment, pods: int = 1) -> Expectation | None:
    """Keep what an assessment of a series says will happen; None without a sample."""
    t, v = _finite(series)
    if not len(t):
        return None
    newest_s, (at_s, level) = float(t[-1]), _newest(t, v)
    return Expectation(
        at_s=at_s,
        level=level,
        noise=found.noise if math.isfinite(found.noise) else 0.0,
        earliest_s=newest_s + found.eta_lower_s,
        crosses_s=newest_s + found.eta_s,
        latest_s=newest_s + found.eta_upper_s,
        pods=pods,
    )


def level_effect(
    expected: Expectation, series: Series, acted_at_s: float, *, raised: float = 1.0, restarts: bool = False
) -> Effect:
    """Compare the level of an undiluted series with the forecast's.

    Args:
        series: utilisation (0 = empty, 1 = exhausted) up to now, from before the action on.
        acted_at_s: when the action was done, seconds since the epoch.
        raised: by which factor the action raised the limit, so that the same use is a smaller share.
        restarts: the action itself restarts the process, so that a fall is its doing.
    """
    t, v = _finite(series)
    fell = None if restarts else _fell(t, v, acted_at_s, raised, expected.noise)
    if fell is not None:
        return fell
    after = t > acted_at_s
    if np.count_nonzero(after) < SAMPLES:
        return Effect(Seen.NOTHING, f"{np.count_nonzero(after)} samples since the action")
    at_s, found = _newest(t[after], v[after])
    said = expected.at(at_s, conventions.EXHAUSTED)
    words = f"forecast {said.middle:.2f} ({said.low:.2f} to {said.high:.2f}), found {found:.2f}"
    return Effect(_side(found, said.low, expected.noise), words)


def growth_effect(expected: Expectation, series: Series, settled_at_s: float, spread: float) -> Effect:
    """Compare the growth of a series that the pods share with the forecast's, which dilution does not change.

    Args:
        series: utilisation up to now.
        settled_at_s: from when on the new pods run, seconds since the epoch.
        spread: pods before / pods now, 0..1.
    """
    t, v = _finite(series)
    t, v = t[t > settled_at_s], v[t > settled_at_s]
    if len(t) < SAMPLES:
        return Effect(Seen.NOTHING, f"{len(t)} samples since the new pods run")
    growth, scatter = _line(t, v)
    said = expected.growth_per_s(conventions.EXHAUSTED)
    words = f"forecast {_per_hour(said)}, found {_per_hour(growth)}, {_per_hour(said * spread)} if the load is shared"
    return Effect(_side(growth, said * (1.0 + spread) / 2.0, _ONE_IN_TEN * scatter), words)


def _finite(series: Series) -> tuple[Floats, Floats]:
    known = np.isfinite(series.values)
    return series.timestamps_s[known], series.values[known]


def _newest(t: Floats, v: Floats) -> tuple[float, float]:
    """The median of the newest samples, and the middle of their times."""
    return float(np.median(t[-SAMPLES:])), float(np.median(v[-SAMPLES:]))


def _side(found: float, edge: float, margin: float) -> Seen:
    if found + margin < edge:
        return Seen.BELOW
    return Seen.WITHIN if found - margin >= edge else Seen.UNCLEAR


def _fell(t: Floats, v: Floats, acted_at_s: float, raised: float, noise: float) -> Effect | None:
    """Find the first restart after the action; a limit that was raised makes one step down by that much, which is none."""
    far = (v[1:] < conventions.RESET_RATIO / raised * v[:-1]) & (v[:-1] - v[1:] > _MORE_THAN_NOISE * noise)
    falls = np.flatnonzero(far & (t[1:] > acted_at_s))
    if not len(falls):
        return None
    at = int(falls[0])
    return Effect(Seen.RESTARTED, f"restarted meanwhile: it fell from {v[at]:.2f} to {v[at + 1]:.2f}")


def _line(t: Floats, v: Floats) -> tuple[float, float]:
    """Slope by least squares, per second, and its standard error: https://en.wikipedia.org/wiki/Simple_linear_regression"""
    away = t - t.mean()
    width = float((away**2).sum())
    slope = float((away * v).sum()) / width
    rest = v - v.mean() - slope * away
    return slope, math.sqrt(float((rest**2).sum()) / (len(t) - 2) / width)


def _per_hour(growth_per_s: float) -> str:
    return f"{growth_per_s * 3600:+.2f}/h"
