"""From a validated entry to a forecast: defaults filled in, windows given their resolution, references checked."""

import hashlib

from rulegen.catalog import ladder, schema
from rulegen.catalog.autoscale import check_autoscale
from rulegen.catalog.positions import Path
from rulegen.catalog.problems import Reporter
from rulegen.catalog.references import check_references
from rulegen.catalog.source import example_of, season_of, source_of
from rulegen.catalog.windows import SLOW, history, windows
from rulegen.model.autoscaler import Autoscaler
from rulegen.model.forecast import Alert, Confidence, Forecast, Mute

_UID_MOST = 40
"""Grafana takes no longer uid."""


def compile_entry(
    entry: schema.AnyEntry, defaults: schema.Defaults, mode: str | None, at: Path, report: Reporter
) -> Forecast:
    """Fill in, resolve and check one entry.

    Args:
        entry: one entry as the author wrote it.
        defaults: of its file.
        mode: overrides `remediation.mode` when given.
        at: where the entry stands in the file.
        report: takes the problems; with one, the forecast is good for telling what else is wrong with it, and no more.
    """
    check_references(entry, at, report)
    ladder.check_ladder(entry, (*at, "remediation"), report)
    base = defaults.dashboard_base
    alerts = tuple(_alert(entry, alert) for alert in entry.alerts)
    return Forecast(
        name=entry.name,
        kind=entry.kind,
        summary=entry.summary,
        reason=entry.reason or "",
        team=entry.team or defaults.team,
        by=tuple(entry.by),
        source=source_of(entry),
        season=season_of(entry),
        sawtooth_period=entry.sawtooth_period if isinstance(entry, schema.TrendEntry) else None,
        example=example_of(entry),
        interval=entry.interval,
        query_offset=entry.query_offset,
        slow_interval=max(entry.interval, SLOW),
        history=history(entry, alerts),
        alerts=alerts,
        confidence=Confidence(entry.confidence.act, entry.confidence.notify),
        remediation=ladder.compiled(entry.remediation, mode),
        notify=tuple(sorted(entry.notify.items())),
        muted_by=tuple(Mute(mute.alert, tuple(mute.equal or entry.by)) for mute in entry.muted_by),
        autoscalers=_autoscalers(entry, at, report),
        runbook_url=f"{defaults.runbook_base.rstrip('/')}/{entry.name}",
        dashboard_url=None if base is None else f"{base.rstrip('/')}/d/{dashboard_uid(entry.name)}",
    )


def _autoscalers(entry: schema.AnyEntry, at: Path, report: Reporter) -> tuple[Autoscaler, ...]:
    if not isinstance(entry, schema.TrendEntry):
        return ()
    severities = [alert.severity for alert in entry.alerts]
    check_autoscale(entry.autoscale, entry.by, severities, at, report)
    nearest = min(entry.alerts, key=lambda alert: alert.horizon).severity
    return tuple(one.compiled(entry.by, nearest) for one in entry.autoscale)


def dashboard_uid(name: str) -> str:
    """Identity of a forecast's dashboard in Grafana; long names that begin alike stay apart."""
    uid = f"forecast-{name}"
    if len(uid) <= _UID_MOST:
        return uid
    return f"{uid[: _UID_MOST - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _alert(entry: schema.AnyEntry, alert: schema.Alert) -> Alert:
    return Alert(
        severity=alert.severity,
        windows=windows(entry, alert),
        horizon=alert.horizon,
        floor=alert.floor if isinstance(alert, schema.SeasonalAlert) else 0.0,
        pending=alert.pending,
        keep_firing=alert.keep_firing_for,
        accept_risk=alert.accept_risk or entry.accept_risk,
    )
