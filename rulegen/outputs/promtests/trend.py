"""Shapes of a trend: one real leak, one resource that is full, and nine things that look like a leak.

Utilisation is injected under its recorded name, so that the fits, the agreement of the windows and the alert are tested
whatever the exporters' series are; those have a test of their own (`normalisation`).
"""

import math
from dataclasses import dataclass

from rulegen import conventions
from rulegen.model.forecast import Alert
from rulegen.model.phantom import phantom_factor
from rulegen.outputs.promtests.case import FULL, LEAK, Case, Moment
from rulegen.outputs.promtests.values import absent, flat, joined, line, listed

_DAY_S = 86_400
_LOOKBACK_S = 300
"""Prometheus': https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Sample numbers of what happens when.

    Attributes:
        warm: the longest window is full.
        quiet: the leak is still too far away.
        near: the leak comes nearer than the horizon.
        fire: the leak must be told by now.
        full: the leak has reached the limit.
        end: last sample.
    """

    step_s: float
    long: int
    short: int
    quiet: int
    near: int
    fire: int
    full: int
    end: int


def trend_case(alert: Alert) -> Case:
    """The test of one alert."""
    plan = _plan(alert)
    full, leaked = frozenset({FULL}), frozenset({LEAK, FULL})
    moments = (
        Moment(plan.quiet * plan.step_s, full),
        Moment(plan.fire * plan.step_s, leaked),
        Moment(plan.end * plan.step_s, leaked),
    )
    warm_s = alert.windows[-1].length.seconds
    blind = Moment((plan.long + 1) * plan.step_s, frozenset({"newborn"}))
    return Case(plan.step_s, _shapes(alert, plan), moments, plan.end * plan.step_s, warm_s, blind, leaked)


def _plan(alert: Alert) -> _Plan:
    step = min(window.resolution for window in alert.windows).seconds
    horizon, pending = alert.horizon.seconds, alert.pending.seconds
    long, short = alert.windows[-1].length.seconds, alert.windows[0].length.seconds
    start = _start(alert)
    full = 1.02 * max(horizon + 1.1 * long, horizon * (1 - start) / (1 - min(alert.floor, 0.95)))
    lag = alert.windows[-1].resolution.seconds + 0.05 * horizon + 4 * step
    samples = {
        "long": long,
        "short": short,
        "quiet": full - 1.2 * horizon,
        "near": full - horizon,
        "fire": full - horizon + pending + lag,
        "full": full,
        "end": full + 5 * step,
    }
    return _Plan(step, **{name: math.ceil(seconds / step) for name, seconds in samples.items()})


def _shapes(alert: Alert, plan: _Plan) -> dict[str, str]:
    start, count = _start(alert), plan.end + 1
    slope = (1 - start) / plan.full
    base = min(max(alert.floor, 0.5) + 0.05, 0.9)
    before = max(min(plan.near - 2, plan.fire - 2 - max(plan.long // 5, 3)), 0)
    hole = plan.fire - 2 - before
    return {
        LEAK: joined(line(start, slope, plan.full + 1), flat(1, plan.end - plan.full)),
        FULL: flat(1, count),
        "flat": flat(0.95, count),
        "step": joined(flat(base, plan.long * 13 // 10), flat(base + _step(alert, base), count - plan.long * 13 // 10)),
        "restart": joined(flat(0.9, plan.long), absent(2), listed([0.3, 0.6]), flat(0.6, count - plan.long - 4)),
        "newborn": joined(absent(plan.long), listed([0.3, (1 + alert.floor) / 2])),
        "sawtooth": listed(_sawtooth(plan, count)),
        "gap": joined(line(start, slope, before), absent(hole), line(start + (before + hole) * slope, slope, 3)),
        "nan": joined(
            line(start, slope, plan.near - 2),
            "NaN",
            line(start + (plan.near - 1) * slope, slope, plan.fire - plan.near),
        ),
        "daily": listed(_daily(base, plan, count)),
        "vanished": line(start, slope, plan.near - 2 - _afterlife(alert, plan.step_s)),
    }


def _afterlife(alert: Alert, step_s: float) -> int:
    """Samples by which a series must end earlier, because what is gone is still seen and extrapolated for longer than `for`:
    until the lookback ends or the shortest window is covered no more."""
    seen_s = min(_LOOKBACK_S, (1 - conventions.COVERAGE_RATIO) * alert.windows[0].length.seconds)
    return max(math.ceil(seen_s / step_s) - math.ceil(alert.pending.seconds / step_s), 0)


def _start(alert: Alert) -> float:
    """Where the leak begins: below the floor."""
    return alert.floor / 2


def _step(alert: Alert, base: float) -> float:
    """A step that a single window may take for exhaustion and the longest one, by the phantom factor, must not."""
    factor = phantom_factor(alert.horizon, alert.windows[-1].length)
    return (1 - base) / (1.5 * (1 + factor))


def _sawtooth(plan: _Plan, count: int) -> list[float]:
    period = max(plan.short // 3, 4)
    return [0.4 + 0.55 * ((number % period) / (period - 1)) for number in range(count)]


def _daily(base: float, plan: _Plan, count: int) -> list[float]:
    """From the floor through half of the room above it, steepest where the leak is told.

    A cycle that comes nearer to its limit than that is a case for kind: seasonal; near the peak little is missing, and
    a small slope then looks like exhaustion.
    """
    swing = (1 - base) / 4
    middle = base + swing
    return [
        middle + swing * math.sin(2 * math.pi * (number - plan.fire) * plan.step_s / _DAY_S) for number in range(count)
    ]
