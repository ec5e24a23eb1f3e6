"""What will be generated for one forecast, and why, in words."""

from rulegen.model.finding import Finding
from rulegen.model.forecast import Alert, Forecast, Window
from rulegen.model.phantom import phantom_factor
from rulegen.model.rule import AlertingRule, Group
from rulegen.model.source import Season
from rulegen.outputs.ladder import autoscalers, rungs


def explanation(forecast: Forecast, groups: list[Group], findings: list[Finding]) -> str:
    """Sections: what, windows, alerts, action, rules, findings."""
    sections = [
        [f"{forecast.name} ({forecast.kind}): {forecast.summary}", f"  {forecast.reason or 'no reason given'}"],
        _basis(forecast),
        ["alerts", *(_alert(alert, forecast.kind) for alert in forecast.alerts)],
        ["action", _action(forecast), *(f"  {line}" for line in autoscalers(forecast))],
        *([f"group {group.name}, every {group.interval}", *_rules(group)] for group in groups),
        ["findings", *(_finding(found) for found in findings)] if findings else [],
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _basis(forecast: Forecast) -> list[str]:
    if forecast.season is not None:
        return ["earlier periods", *(_period(forecast, forecast.season, window) for window in forecast.windows)]
    if forecast.windows:
        return ["windows", *(_window(window) for window in forecast.windows)]
    return ["nothing is fitted", "  the exporters' own series say when it ends"]


def _period(forecast: Forecast, season: Season, window: Window) -> str:
    needed, whole = forecast.required_ahead(window), forecast.farthest.ms // window.resolution.ms
    return (
        f"  {window.length} ago: the {forecast.farthest} that followed then, shifted by how much higher the last"
        f" {season.drift} are than the same {season.drift} then; believed from {needed} of {whole} samples on"
        f" (every {window.resolution} of {window.source})"
    )


def _window(window: Window) -> str:
    coarse = ", an average recorded for it because raw samples would grow with the window" if window.coarse else ""
    return (
        f"  {window.length}: {window.samples} samples every {window.resolution} of {window.source}{coarse};"
        f" believed from {window.required} on"
    )


def _alert(alert: Alert, kind: str) -> str:
    windows = " and ".join(str(window.length) for window in alert.windows)
    basis = "periods" if kind == "seasonal" else "windows"
    agree = f" when the {basis} {windows} agree and utilisation is at least {alert.floor:g}" if windows else ""
    phantom = ""
    if kind == "trend":
        low, high = (phantom_factor(alert.horizon, alert.windows[end].length) for end in (-1, 0))
        ends = f"+{high:.2f} H by the shortest and +{low:.2f} H by the longest window"
        phantom = f"; a one-off step of H would be extrapolated to {ends}"
    accepted = f"; risk accepted: {alert.accept_risk}" if alert.accept_risk else ""
    what = "ends" if kind == "countdown" else "exhausted"
    return f"  {alert.severity}: {what} within {alert.horizon}{agree}, for {alert.pending}{phantom}{accepted}"


def _action(forecast: Forecast) -> str:
    if forecast.remediation.action == "none":
        return "  none: people are told"
    lines = [f"  {line}" for line in rungs(forecast)]
    rule = forecast.remediation.promotion
    if rule is not None:
        lines.append(
            f"  begins at dry-run; earns more by {rule.min_evidence} incidents with judged pages, "
            f"of which {rule.precision:g} are true, {rule.lead} ahead"
        )
    return "\n".join(lines)


def _rules(group: Group) -> list[str]:
    lines = []
    for rule in group.rules:
        if isinstance(rule, AlertingRule):
            lines.append(f"  alert {rule.alert} ({rule.labels['severity']})")
        else:
            window = f" {rule.labels['window']}" if "window" in rule.labels else ""
            lines.append(f"  record {rule.record}{window}")
        lines.extend(f"    {line}" for line in rule.expr.strip().splitlines())
    return lines


def _finding(found: Finding) -> str:
    accepted = f" (accepted: {found.accepted})" if found.accepted else ""
    return f"  {found.level}: {found.message} [{found.check}]{accepted}"
