"""Shapes of a countdown: one thing that expires among those that are renewed, far off, or not there."""

import math

from rulegen.model.forecast import Alert, Forecast
from rulegen.outputs.promtests.case import LEAK, Case, Moment
from rulegen.outputs.promtests.values import absent, flat, joined, line, listed

_STEPS = 100
"""Samples per horizon; nothing is fitted, so any distance will do."""


def countdown_case(forecast: Forecast, alert: Alert) -> Case:
    """The test of one alert. Utilisation rises by one in the longest horizon, and is one at the end."""
    longest = max(other.horizon.seconds for other in forecast.alerts)
    step_s = math.ceil(alert.horizon.seconds / _STEPS)
    rise, lead = step_s / longest, alert.horizon.seconds / longest
    told, pending = _STEPS // 2, math.ceil(alert.pending.seconds / step_s) + 1
    fire, full = told + pending, told + _STEPS
    end = full + 5
    start = 1 - lead - told * rise
    leaked = frozenset({LEAK})
    shapes = {
        LEAK: line(start, rise, end + 1),
        "far": line(start - 3, rise, end + 1),
        "renewed": joined(line(start, rise, told - 1), line(-5, rise, end - told + 2)),
        "step": joined(line(start - 1, rise, told), line(start - 0.9, rise, 2)),
        "newborn": joined(absent(told), listed([start - 1, start - 1 + rise])),
        "sawtooth": joined(*[line(start, rise, told // 2)] * 4),
        "gap": joined(line(start, rise, told - 1), absent(end - told)),
        "nan": joined(line(start, rise, told - 1), "NaN NaN NaN"),
        "flat": flat(start, end),
        "daily": listed(start - 0.5 - 0.2 * math.sin(number / 4) for number in range(end)),
    }
    moments = (
        Moment((told - 1) * step_s, frozenset()),
        Moment(fire * step_s, leaked),
        Moment(end * step_s, leaked),
    )
    blind = Moment((told - 1) * step_s, frozenset({"nan"}))
    return Case(step_s, shapes, moments, end * step_s, 0, blind, leaked)
