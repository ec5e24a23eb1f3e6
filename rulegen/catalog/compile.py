"""From a validated entry to a forecast: defaults filled in, windows given their resolution, references checked."""

from rulegen.catalog import schema
from rulegen.catalog.positions import Path
from rulegen.catalog.problems import Reporter
from rulegen.durations import Duration
from rulegen.model.forecast import Alert, Confidence, Forecast, Ratio, Remediation, Target, Window
from rulegen.promql import inspect

LONG = Duration.parse("6h")
"""From here on a window is fitted on an averaged series (DESIGN section 4)."""

COARSE_SAMPLES = 72
"""Samples per long window: 5m in 6h. A fit gains nothing visible from more, its cost grows with every one."""

SLOW = Duration.parse("2m")
"""Fits on coarse series are evaluated this often: below Prometheus' lookback of 5m, so that they never look stale."""

HISTORY_WINDOWS = 24
HISTORY_MOST = Duration.parse("24h")
"""The receiver reads 24 times the longest acting window, at most a day."""

_NICE = tuple(
    Duration.parse(text) for text in ("1m", "2m", "5m", "10m", "15m", "20m", "30m", "1h", "2h", "3h", "6h", "12h", "1d")
)


def compile_entry(
    entry: schema.TrendEntry, defaults: schema.Defaults, mode: str | None, at: Path, report: Reporter
) -> Forecast | None:
    """Fill in, resolve and check one entry.

    Args:
        entry: one entry as the author wrote it.
        defaults: of its file.
        mode: overrides `remediation.mode` when given.
        at: where the entry stands in the file.
        report: takes the problems.

    Returns:
        None when a problem was reported.
    """
    before = len(report.problems)
    source = _source(entry, at, report)
    _check_references(entry, at, report)
    if len(report.problems) > before or source is None:
        return None
    alerts = tuple(_alert(alert, entry.interval) for alert in entry.alerts)
    base = defaults.dashboard_base
    return Forecast(
        name=entry.name,
        kind=entry.kind,
        summary=entry.summary,
        reason=entry.reason or "",
        team=entry.team or defaults.team,
        by=tuple(entry.by),
        source=source,
        interval=entry.interval,
        slow_interval=max(entry.interval, SLOW),
        history=_history(entry),
        alerts=alerts,
        confidence=Confidence(entry.confidence.act, entry.confidence.notify),
        remediation=_remediation(entry.remediation, mode),
        notify=tuple(sorted(entry.notify.items())),
        runbook_url=f"{defaults.runbook_base.rstrip('/')}/{entry.name}",
        dashboard_url=None if base is None else f"{base.rstrip('/')}/d/{dashboard_uid(entry.name)}",
    )


def dashboard_uid(name: str) -> str:
    """Grafana takes at most 40 characters."""
    return f"forecast-{name}"[:40]


def _source(entry: schema.TrendEntry, at: Path, report: Reporter) -> Ratio | None:
    scalar = {}
    for field in ("used", "limit"):
        text = getattr(entry, field)
        try:
            expr = inspect.parse(text)
        except ValueError as error:
            report.add((*at, field), str(error))
            continue
        scalar[field] = inspect.is_scalar(expr)
        if inspect.is_range(expr):
            report.add((*at, field), "must be an instant vector, not a range or a string")
        for counter in inspect.bare_counters(expr):
            report.add((*at, field), f"{counter} looks like a counter; a forecast needs a gauge (or rate() around it)")
    if scalar.get("used"):
        report.add((*at, "used"), "is one number without labels; nothing identifies what runs out")
    return Ratio(entry.used, entry.limit, scalar["limit"]) if "limit" in scalar else None


def _check_references(entry: schema.TrendEntry, at: Path, report: Reporter) -> None:
    severities = [alert.severity for alert in entry.alerts]
    for index, alert in enumerate(entry.alerts):
        here = (*at, "alerts", index)
        if alert.severity in severities[:index]:
            report.add((*here, "severity"), f"{alert.severity!r} stands twice; one alert per severity")
        if len(set(alert.windows)) < len(alert.windows):
            report.add((*here, "windows"), "windows must differ in length, or their agreement says nothing")
        for number, window in enumerate(alert.windows):
            if window <= entry.interval:
                report.add((*here, "windows", number), f"must be longer than the interval {entry.interval}")
    if entry.confidence.notify > entry.confidence.act:
        report.add((*at, "confidence", "notify"), "must not be above act")
    _check_remediation(entry, severities, at, report)


def _check_remediation(entry: schema.TrendEntry, severities: list[str], at: Path, report: Reporter) -> None:
    remediation = entry.remediation
    here = (*at, "remediation")
    if remediation.action != "none":
        for index, severity in enumerate(remediation.severities):
            if severity not in severities:
                report.add((*here, "severities", index), f"no alert has this severity; alerts: {', '.join(severities)}")
    label = remediation.target.name_label
    if remediation.target.kind != "owner" and label is None:
        report.add((*here, "target"), "name_label is missing: which by-label holds the object's name?")
    if label is not None and label not in entry.by:
        report.add((*here, "target", "name_label"), f"{label!r} is not one of the by-labels {', '.join(entry.by)}")


def _alert(alert: schema.Alert, interval: Duration) -> Alert:
    windows = tuple(window(length, interval) for length in sorted(alert.windows))
    return Alert(alert.severity, windows, alert.horizon, alert.floor, alert.pending)


def window(length: Duration, interval: Duration) -> Window:
    """Give a window the resolution that it is fitted at."""
    coarsest = length.ms // COARSE_SAMPLES
    fitting = [nice for nice in _NICE if interval.ms < nice.ms <= coarsest]
    if length < LONG or not fitting:
        return Window(length, interval, coarse=False)
    return Window(length, fitting[-1], coarse=True)


def _history(entry: schema.TrendEntry) -> Duration:
    acting = [alert for alert in entry.alerts if alert.severity in entry.remediation.severities] or entry.alerts
    longest = max(length for alert in acting for length in alert.windows)
    return min(HISTORY_MOST, Duration(HISTORY_WINDOWS * longest.ms))


def _remediation(written: schema.Remediation, mode: str | None) -> Remediation:
    return Remediation(
        action=written.action,
        mode=mode or written.mode,
        severities=tuple(written.severities),
        target=Target(written.target.kind, written.target.name_label),
        max_step=written.max_step,
        max_replicas=written.max_replicas,
        cooldown=written.cooldown,
        lease=written.lease,
        settle=written.settle,
    )
