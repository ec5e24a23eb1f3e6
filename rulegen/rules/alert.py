"""Tell when every window agrees that the end is near.

Labels are constant: a number in a label would make a new alert at every evaluation, which then never stops pending.
"""

from rulegen import conventions
from rulegen.model.forecast import Alert, Forecast
from rulegen.model.rule import AlertingRule
from rulegen.rules.render import render
from rulegen.rules.select import selector


def alert_rule(forecast: Forecast, alert: Alert, catalog_hash: str) -> AlertingRule:
    """The alert of one severity."""
    windows = tuple(str(window.length) for window in alert.windows)
    expr = render(
        "alert.promql.j2" if windows else "countdown_alert.promql.j2",
        subject=selector(forecast),
        windows=windows,
        horizon_s=alert.horizon.seconds,
        floor=alert.floor,
    )
    labels = {
        conventions.LABEL_FORECAST: forecast.name,
        conventions.LABEL_SEVERITY: alert.severity,
        "team": forecast.team,
    }
    annotations = _annotations(forecast, alert, windows, catalog_hash)
    return AlertingRule(
        conventions.alert_name(forecast.name), expr, alert.pending, labels, annotations, alert.keep_firing
    )


def _annotations(forecast: Forecast, alert: Alert, windows: tuple[str, ...], catalog_hash: str) -> dict[str, str]:
    description = render(
        "description.txt.j2",
        subject=forecast.name,
        windows=windows,
        horizon=alert.horizon,
        floor_percent=f"{100 * alert.floor:g}",
    )
    annotations = {
        "summary": render("summary.txt.j2", subject=forecast.summary, by=forecast.by),
        "description": description,
        "runbook_url": forecast.runbook_url,
        "window": ", ".join(windows) or "none",
        "horizon": str(alert.horizon),
        "catalog_hash": catalog_hash,
    }
    if forecast.dashboard_url is not None:
        annotations["dashboard_url"] = render("dashboard.txt.j2", subject=forecast.dashboard_url, by=forecast.by)
    return annotations
