"""Shapes of a season: a cycle that grows into its limit among cycles that do not.

Each period is an eighth higher than the one before; the last one, which is the test's, crosses the limit before its peak.
"""

import math
from collections.abc import Callable

from rulegen.model.forecast import Alert
from rulegen.model.source import Season
from rulegen.outputs.promtests.case import FULL, LEAK, Case, Moment
from rulegen.outputs.promtests.values import absent, flat, joined, listed

Shape = Callable[[int], float]
"""Number of a sample → utilisation."""

_GROWTH = 0.12
_SWING = 0.2
_PEAK = 1.04


def seasonal_case(season: Season, alert: Alert) -> Case:
    """The test of one alert."""
    step_s = alert.windows[0].resolution.seconds
    period = math.ceil(season.period.seconds / step_s)
    horizon, pending = (math.ceil(length.seconds / step_s) for length in (alert.horizon, alert.pending))
    before, grown = season.cycles * period, _growing(period, season.cycles)
    crossing = _crossing(grown, before, period)
    if crossing - horizon < before:  # the periods to compare with are not over when it should be told
        before, grown = before + period, _growing(period, season.cycles + 2)
        crossing = _crossing(grown, before, period)
    fire = crossing - horizon + pending + 4 + horizon // 20
    quiet = crossing - horizon - max(horizon // 6, 1) * 2
    end = crossing + 2
    full, leaked = frozenset({FULL}), frozenset({LEAK, FULL})
    moments = (
        Moment(quiet * step_s, full),
        Moment(fire * step_s, leaked),
        Moment(end * step_s, leaked),
    )
    shapes = _shapes(grown, before, period, fire, end + 1)
    shapes["vanished"] = _listed(grown, 0, min(before - period // 2, crossing - horizon - 2))
    blind = Moment(fire * step_s, frozenset({"newborn"}))
    return Case(step_s, shapes, moments, end * step_s, before * step_s, blind, leaked)


def _crossing(grown: Shape, before: int, period: int) -> int:
    """The first sample of the last period that reaches the limit."""
    return next(number for number in range(before, before + period) if grown(number) >= 1)


def _growing(period: int, periods: int) -> Shape:
    return lambda number: _grown(number, period, periods)


def _shapes(grown: Shape, before: int, period: int, fire: int, count: int) -> dict[str, str]:
    def same(number: int) -> float:
        return 0.7 + _SWING * _phase(number, period)

    last = before - period
    return {
        LEAK: listed(grown(n) for n in range(count)),
        "daily": listed(same(n) for n in range(count)),
        FULL: flat(1, count),
        "flat": flat(0.9, count),
        "step": joined(flat(0.6, period // 2), flat(0.7, count - period // 2)),
        "newborn": joined(absent(fire - 1), listed([0.3, 0.9])),
        "sawtooth": listed(0.5 + 0.4 * ((n % 24) / 23) for n in range(count)),
        "gap": joined(listed(grown(n) for n in range(last)), absent(period), _listed(grown, last + period, fire + 1)),
        "nan": joined(_listed(grown, 0, fire - period // 4), flat_nan(period // 4), _listed(grown, fire, fire + 1)),
    }


def flat_nan(count: int) -> str:
    """`count` samples that are not a number."""
    return " ".join(["NaN"] * count)


def _listed(shape: Shape, first: int, past: int) -> str:
    return listed(shape(number) for number in range(first, past))


def _phase(number: int, period: int) -> float:
    """-1 at the period's start, 1 at its middle."""
    return -math.cos(2 * math.pi * number / period)


def _grown(number: int, period: int, cycles: int) -> float:
    peak = _PEAK - (cycles - number / period) * _GROWTH - _GROWTH / 2
    return peak - _SWING + _SWING * _phase(number, period) + _GROWTH
