"""Which rules are evaluated together, and how often.

A group is evaluated in order at one moment, so a rule sees what the rules above it have just recorded.
"""

from rulegen.model.forecast import Forecast, Window
from rulegen.model.rule import Group, Rule
from rulegen.rules.alert import alert_rule
from rulegen.rules.blind import blind_rule
from rulegen.rules.countdown import countdown_rules
from rulegen.rules.fit import fit_rules
from rulegen.rules.predicted import predicted_rules
from rulegen.rules.seasonal import seasonal_rules
from rulegen.rules.utilization import coarse_rule, load_rule, reset_rule, utilization_rule


def groups(forecast: Forecast, catalog_hash: str) -> list[Group]:
    """The groups of one forecast: the fast one, then the averages, then the fits on them."""
    name = f"forecast-{forecast.name}"
    late = forecast.query_offset
    fast = [*_basis(forecast), *_fits(forecast, coarse=False), *_readers(forecast, catalog_hash, slow=False)]
    slow = [*_fits(forecast, coarse=True), *_readers(forecast, catalog_hash, slow=True)]
    (slow or fast).append(blind_rule(forecast))
    result = [Group(name, forecast.interval, tuple(fast), late)]
    for window in _one_per_resolution(forecast):
        label = f"{name}-{window.source.rsplit('_', 1)[-1]}"
        result.append(Group(label, window.resolution, (coarse_rule(forecast, window),), late, shareable=True))
    if slow:
        result.append(Group(f"{name}-slow", forecast.slow_interval, tuple(slow), late))
    return result


def _basis(forecast: Forecast) -> list[Rule]:
    load = forecast.remediation.load
    rules: list[Rule] = [utilization_rule(forecast)]
    if load is not None:
        rules.append(load_rule(forecast, load))
    return [*rules, reset_rule(forecast)] if forecast.kind == "trend" else rules


def _fits(forecast: Forecast, coarse: bool) -> list[Rule]:
    if forecast.kind == "countdown":
        return [] if coarse else [*countdown_rules(forecast)]
    windows = [window for window in forecast.windows if window.coarse == coarse]
    if forecast.season is not None:
        return [rule for window in windows for rule in seasonal_rules(forecast, forecast.season, window)]
    return [rule for window in windows for rule in fit_rules(forecast, window)]


def _readers(forecast: Forecast, catalog_hash: str, slow: bool) -> list[Rule]:
    """What reads a coarse window is evaluated with it."""
    alerts = [
        alert_rule(forecast, alert, catalog_hash)
        for alert in forecast.alerts
        if any(window.coarse for window in alert.windows) == slow
    ]
    return [*predicted_rules(forecast, slow), *alerts]


def _one_per_resolution(forecast: Forecast) -> list[Window]:
    coarse = {window.resolution: window for window in forecast.windows if window.coarse}
    return [coarse[resolution] for resolution in sorted(coarse)]
