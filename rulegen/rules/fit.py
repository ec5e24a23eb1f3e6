"""One fit per window; time to exhaustion and past error follow from it by arithmetic."""

from collections.abc import Hashable

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast, Window
from rulegen.model.rule import RecordingRule
from rulegen.rules.render import render
from rulegen.rules.select import fit_labels, selector


def fit_rules(forecast: Forecast, window: Window) -> list[RecordingRule]:
    """Slope, level, ETA and error of one window, in the order in which they need each other."""
    select = selector(forecast)
    values: dict[str, Hashable] = {
        "series": window.source,
        "length": window.length,
        "required": window.required,
        "newest": Duration(round(window.length.ms * conventions.COVERAGE_RATIO)),
    }
    horizon = shortest_horizon(forecast, window)
    labels = fit_labels(forecast, window)
    return [
        RecordingRule(conventions.SERIES_SLOPE, render("slope.promql.j2", select, **values), labels),
        RecordingRule(conventions.SERIES_LEVEL, render("level.promql.j2", select, **values), labels),
        RecordingRule(conventions.SERIES_ETA, render("eta.promql.j2", select, **values), labels),
        RecordingRule(
            conventions.SERIES_ERROR,
            render("error.promql.j2", select, **values, horizon=horizon, horizon_s=horizon.seconds),
            labels,
        ),
    ]


def shortest_horizon(forecast: Forecast, window: Window) -> Duration:
    """The horizon at which a window's error is measured: the nearest one that it is asked about."""
    return min(alert.horizon for alert in forecast.alerts if window in alert.windows)
