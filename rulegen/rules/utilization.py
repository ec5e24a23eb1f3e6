"""How full is it, and was it just emptied? The series that everything else is computed from."""

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast, Window
from rulegen.model.rule import RecordingRule
from rulegen.rules.render import render
from rulegen.rules.select import selector

_REACH_INTERVALS = 5
"""A restart may cost a few samples; further back a gap is a matter of coverage."""


def utilization_rules(forecast: Forecast) -> list[RecordingRule]:
    """Utilisation and the sparse series of its resets."""
    labels = {conventions.LABEL_FORECAST: forecast.name}
    reach = Duration(_REACH_INTERVALS * forecast.interval.ms)
    return [
        RecordingRule(
            conventions.SERIES_UTILIZATION,
            render("utilization.promql.j2", by=", ".join(forecast.by), source=forecast.source),
            labels,
        ),
        RecordingRule(
            conventions.SERIES_RESET,
            render(
                "reset.promql.j2",
                select=selector(forecast),
                ratio=conventions.RESET_RATIO,
                reach=reach,
                interval=forecast.interval,
            ),
            labels,
        ),
    ]


def coarse_rule(forecast: Forecast, window: Window) -> RecordingRule:
    """Averages of the utilisation, on which long windows are fitted.

    An average, not every n-th sample: a sawtooth faster than the resolution would alias into a slow trend.
    """
    return RecordingRule(
        window.source,
        render("coarse.promql.j2", select=selector(forecast), resolution=window.resolution),
        {conventions.LABEL_FORECAST: forecast.name},
    )
