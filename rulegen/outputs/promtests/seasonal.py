"""Shapes of a season: a cycle that grows into its limit among cycles that do not.

Each period is an eighth higher than the one before; the last one, which is the test's, crosses the limit before its peak.
"""

import math
from collections.abc import Callable

from rulegen.model.forecast import Alert
from rulegen.model.source import Season
from rulegen.outputs.promtests.case import FULL, LEAK, Case, Moment
from rulegen.outputs.promtests.values import absent, flat, joined, listed

_GROWTH = 0.12
_SWING = 0.2
_PEAK = 1.04


def seasonal_case(season: Season, alert: Alert) -> Case:
    """The test of one alert."""
    step_s = alert.windows[0].resolution.seconds
    period = math.ceil(season.period.seconds / step_s)
    horizon, pending = (math.ceil(length.seconds / step_s) for length in (alert.horizon, alert.pending))
    before = season.cycles * period
    crossing = next(n for n in range(before, before + period) if _grown(n, period, season.cycles) >= 1)
    fire = crossing - horizon + pending + 4 + horizon // 20
    quiet = crossing - horizon - max(horizon // 6, 1) * 2
    end = crossing + 2
    full, leaked = frozenset({FULL}), frozenset({LEAK, FULL})
    moments = (
        Moment(quiet * step_s, full),
        Moment(fire * step_s, leaked),
        Moment(end * step_s, leaked),
    )
    shapes = _shapes(season, period, fire, end + 1)
    blind = Moment(fire * step_s, frozenset({"newborn"}))
    return Case(step_s, shapes, moments, end * step_s, before * step_s, blind, leaked)


def _shapes(season: Season, period: int, fire: int, count: int) -> dict[str, str]:
    def grown(number: int) -> float:
        return _grown(number, period, season.cycles)

    def same(number: int) -> float:
        return 0.7 + _SWING * _phase(number, period)

    last = (season.cycles - 1) * period
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
        "vanished": _listed(grown, 0, season.cycles * period - period // 2),
    }


def flat_nan(count: int) -> str:
    """`count` samples that are not a number."""
    return " ".join(["NaN"] * count)


def _listed(shape: Callable[[int], float], first: int, past: int) -> str:
    return listed(shape(number) for number in range(first, past))


def _phase(number: int, period: int) -> float:
    """-1 at the period's start, 1 at its middle."""
    return -math.cos(2 * math.pi * number / period)


def _grown(number: int, period: int, cycles: int) -> float:
    peak = _PEAK - (cycles - number / period) * _GROWTH - _GROWTH / 2
    return peak - _SWING + _SWING * _phase(number, period) + _GROWTH
