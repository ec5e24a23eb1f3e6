"""Tell when a forecast that matters cannot be computed: too little coverage, resets without end, NaN.

Nobody would notice otherwise: a blind forecast and a healthy resource look the same, silent.
"""

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast
from rulegen.model.rule import AlertingRule
from rulegen.rules.render import render
from rulegen.rules.select import selector

_PENDING_WINDOWS = 2
"""What has just appeared may take one window to be seen; twice that is not a start any more."""


def blind_rule(forecast: Forecast) -> AlertingRule:
    """The alert on a forecast that sees nothing. Its label `blind_forecast` keeps it away from the receiver's route."""
    watched = forecast.watched
    windows = tuple(str(window.length) for window in watched.windows)
    longest = max((window.length for window in watched.windows), default=forecast.slow_interval)
    expr = render(
        "blind.promql.j2",
        subject=selector(forecast),
        series=conventions.SERIES_DRIFT if forecast.season else conventions.SERIES_SLOPE,
        windows=windows,
        floor=watched.floor,
    )
    labels = {conventions.LABEL_BLIND: forecast.name, "severity": "info", "team": forecast.team}
    annotations = {
        "summary": render("summary.txt.j2", subject=f"Forecast {forecast.name} is blind", by=forecast.by),
        "description": "Coverage, resets or NaN keep the forecast from being computed although the resource is in use.",
        "runbook_url": forecast.runbook_url,
    }
    return AlertingRule(conventions.ALERT_BLIND, expr, Duration(_PENDING_WINDOWS * longest.ms), labels, annotations)
