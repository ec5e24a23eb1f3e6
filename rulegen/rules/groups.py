"""Which rules are evaluated together, and how often.

A group is evaluated in order at one moment, so a rule sees what the rules above it have just recorded.
"""

from rulegen.model.forecast import Forecast, Window
from rulegen.model.rule import Group, Rule
from rulegen.rules.alert import alert_rule
from rulegen.rules.fit import fit_rules
from rulegen.rules.utilization import coarse_rule, utilization_rules


def groups(forecast: Forecast, catalog_hash: str) -> list[Group]:
    """The groups of one forecast: the fast one, then the averages, then the fits on them."""
    name = f"forecast-{forecast.name}"
    fast = [*utilization_rules(forecast), *_fits(forecast, coarse=False), *_alerts(forecast, catalog_hash, slow=False)]
    result = [Group(name, forecast.interval, tuple(fast))]
    for window in _one_per_resolution(forecast):
        label = f"{name}-{window.source.rsplit('_', 1)[-1]}"
        result.append(Group(label, window.resolution, (coarse_rule(forecast, window),)))
    slow = [*_fits(forecast, coarse=True), *_alerts(forecast, catalog_hash, slow=True)]
    if slow:
        result.append(Group(f"{name}-slow", forecast.slow_interval, tuple(slow)))
    return result


def _fits(forecast: Forecast, coarse: bool) -> list[Rule]:
    return [rule for window in forecast.windows if window.coarse == coarse for rule in fit_rules(forecast, window)]


def _alerts(forecast: Forecast, catalog_hash: str, slow: bool) -> list[Rule]:
    """Alerts that read a coarse window are evaluated with it."""
    return [
        alert_rule(forecast, alert, catalog_hash)
        for alert in forecast.alerts
        if any(window.coarse for window in alert.windows) == slow
    ]


def _one_per_resolution(forecast: Forecast) -> list[Window]:
    coarse = {window.resolution: window for window in forecast.windows if window.coarse}
    return [coarse[resolution] for resolution in sorted(coarse)]
