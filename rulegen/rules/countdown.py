"""A known end: no fit, the time that is left follows from the utilisation."""

from rulegen import conventions
from rulegen.model.forecast import Forecast
from rulegen.model.rule import RecordingRule
from rulegen.rules.render import render
from rulegen.rules.select import selector


def countdown_rules(forecast: Forecast) -> list[RecordingRule]:
    """Seconds until the end, without a window label because nothing was fitted."""
    horizon = max(alert.horizon for alert in forecast.alerts)
    expr = render("countdown_eta.promql.j2", subject=selector(forecast), horizon_s=horizon.seconds)
    return [RecordingRule(conventions.SERIES_ETA, expr, {conventions.LABEL_FORECAST: forecast.name})]
