"""Utilisation as it will be one horizon ahead, for autoscalers; recorded only where an entry asks for one.

It never falls below what is used now, so that a receding forecast cannot make an autoscaler take away what is needed; and it is
bounded, because an autoscaler multiplies with it.
"""

from rulegen import conventions
from rulegen.model.forecast import Alert, Forecast
from rulegen.model.rule import RecordingRule
from rulegen.rules.render import render
from rulegen.rules.select import selector

MOST = 10
"""Ten times the limit: an autoscaler's own bounds end long before, and +Inf could not be told to it."""


def predicted_rules(forecast: Forecast, slow: bool) -> list[RecordingRule]:
    """One series per alert that an autoscaler follows, evaluated with the fits that it reads."""
    followed = {scaler.severity for scaler in forecast.autoscalers}
    return [
        _rule(forecast, alert)
        for alert in forecast.alerts
        if alert.severity in followed and any(window.coarse for window in alert.windows) == slow
    ]


def _rule(forecast: Forecast, alert: Alert) -> RecordingRule:
    expr = render(
        "predicted.promql.j2",
        selector(forecast),
        windows=tuple(str(window.length) for window in alert.windows),
        horizon_s=alert.horizon.seconds,
        most=MOST,
    )
    labels = {conventions.LABEL_FORECAST: forecast.name, conventions.LABEL_SEVERITY: alert.severity}
    return RecordingRule(conventions.SERIES_PREDICTED, expr, labels)
