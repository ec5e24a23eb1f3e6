"""One fit per window; time to exhaustion and past error follow from it by arithmetic."""

from collections.abc import Hashable
from functools import lru_cache

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast, Window
from rulegen.model.rule import RecordingRule
from rulegen.rules.render import HERE, render
from rulegen.rules.select import fit_labels, selector


def fit_rules(forecast: Forecast, window: Window) -> list[RecordingRule]:
    """Slope, level, ETA and error of one window, in the order in which they need each other."""
    select, labels = selector(forecast), fit_labels(forecast, window)
    return [
        RecordingRule(series, expr.replace(HERE, select), labels)
        for series, expr in _expressions(window, shortest_horizon(forecast, window))
    ]


@lru_cache(maxsize=1000)
def _expressions(window: Window, horizon: Duration) -> tuple[tuple[str, str], ...]:
    """Recorded name and expression, the same for every forecast but for its matchers; catalogs repeat their windows."""
    values: dict[str, Hashable] = {
        "series": window.source,
        "length": window.length,
        "required": window.required,
        "newest": Duration(round(window.length.ms * conventions.COVERAGE_RATIO)),
        "horizon": horizon,
        "horizon_s": horizon.seconds,
    }
    return (
        (conventions.SERIES_SLOPE, render("slope.promql.j2", HERE, **values)),
        (conventions.SERIES_LEVEL, render("level.promql.j2", HERE, **values)),
        (conventions.SERIES_ETA, render("eta.promql.j2", HERE, **values)),
        (conventions.SERIES_ERROR, render("error.promql.j2", HERE, **values)),
    )


def shortest_horizon(forecast: Forecast, window: Window) -> Duration:
    """The horizon at which a window's error is measured: the nearest one that it is asked about."""
    return min(alert.horizon for alert in forecast.alerts if window in alert.windows)
