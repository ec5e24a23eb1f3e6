"""Do the parts of an entry fit each other: severities, windows, labels, horizons?"""

import math
from email.utils import getaddresses

from rulegen.catalog import schema
from rulegen.catalog.positions import Path
from rulegen.catalog.problems import Reporter
from rulegen.conventions import alert_name
from rulegen.durations import Duration
from rulegen.promql import inspect
from rulegen.promql.labels import lost

_COMMENTS_MOST = 20
"""Brackets hold comments in addresses, and Python's reader of them calls itself for each that stands in another."""


def check_references(entry: schema.AnyEntry, at: Path, report: Reporter) -> None:
    """Report what contradicts itself within one entry."""
    severities = [alert.severity for alert in entry.alerts]
    for index, alert in enumerate(entry.alerts):
        here = (*at, "alerts", index)
        if alert.severity in severities[:index]:
            report.add((*here, "severity"), f"{alert.severity!r} stands twice; one alert per severity")
        _check_windows(entry, alert, here, report)
        _check_lateness(entry, alert, here, report)
    if entry.confidence.notify > entry.confidence.act:
        report.add((*at, "confidence", "notify"), "must not be above act")
    _check_identity(entry, at, report)
    _check_addresses(entry, at, report)
    _check_remediation(entry, severities, (*at, "remediation"), report)


def _check_identity(entry: schema.AnyEntry, at: Path, report: Reporter) -> None:
    for index, label in enumerate(entry.by):
        if label in entry.by[:index]:
            report.add((*at, "by", index), f"{label!r} stands twice")
    for index, mute in enumerate(entry.muted_by):
        if mute.alert == alert_name(entry.name):
            report.add(
                (*at, "muted_by", index, "alert"), "is this forecast's own alert; name the one that tells of the event"
            )
    _check_labels(entry, at, report)
    if isinstance(entry, schema.CountdownEntry):
        return
    _check_amounts(entry, at, report)


def _check_amounts(entry: schema.Utilised, at: Path, report: Reporter) -> None:
    """Numbers that make a utilisation which is always, or never, exhausted."""
    wholes = {"capacity": entry.capacity, "limit": None if entry.direction == "down" else entry.limit}
    for field, text in wholes.items():
        amount = None if text is None else inspect.number(text)
        if amount is not None and not 0 < amount < math.inf:
            report.add((*at, field), f"{text} cannot be used up; it must be above 0 and finite")
    if entry.full is None or entry.limit is None:
        return
    full, limit = inspect.number(entry.full), inspect.number(entry.limit)
    for field, amount in (("full", full), ("limit", limit)):
        if amount is not None and not math.isfinite(amount):
            report.add((*at, field), f"{getattr(entry, field)} is never reached; it must be finite")
            return
    if full is not None and limit is not None and full <= limit:
        report.add((*at, "full"), f"{entry.full} is not above limit {entry.limit}, to which `used` falls from it")


def _check_labels(entry: schema.AnyEntry, at: Path, report: Reporter) -> None:
    """Rules whose sides do not have the same labels load, and never say anything."""
    for field in ("used", "limit", "free", "capacity", "full", "remaining"):
        text = getattr(entry, field, None)
        if text is None or inspect.is_scalar(inspect.parse(text)):
            continue
        for label in lost(text, tuple(entry.by)):
            report.add(
                (*at, field),
                f"the by-label {label!r} does not come out of it (aggregated or matched away), so it would identify"
                " nothing and join nothing; keep the label, or take it out of by",
            )


def _check_addresses(entry: schema.AnyEntry, at: Path, report: Reporter) -> None:
    """The receiver reads the route of `email` the same way."""
    route = entry.notify.get("email")
    if route is None:
        return
    found = [address for _, address in getaddresses([route])] if route.count("(") <= _COMMENTS_MOST else []
    if not found or any(address.count("@") != 1 or set(address) & set(" \r\n") for address in found):
        problem = f"{route!r} is no list of addresses; write it like sre@example.com, lead@example.com"
        report.add((*at, "notify", "email"), problem)


def _check_windows(entry: schema.AnyEntry, alert: schema.Alert, here: Path, report: Reporter) -> None:
    if isinstance(entry, schema.SeasonalEntry) and alert.horizon > Duration.parse(entry.period):
        report.add((*here, "horizon"), f"must not be longer than the period {entry.period}")
    if not isinstance(alert, schema.TrendAlert):
        return
    if len(set(alert.windows)) < len(alert.windows):
        report.add((*here, "windows"), "windows must differ in length, or their agreement says nothing")
    for number, window in enumerate(alert.windows):
        if window <= entry.interval:
            report.add((*here, "windows", number), f"must be longer than the interval {entry.interval}")


def _check_lateness(entry: schema.AnyEntry, alert: schema.Alert, here: Path, report: Reporter) -> None:
    """No guard that a reason could overrule: what is told after the event is no forecast."""
    offset = entry.query_offset
    if alert.horizon <= entry.interval:
        report.add((*here, "horizon"), f"must be longer than the interval {entry.interval} at which it is looked for")
    if alert.pending.ms + (offset.ms if offset else 0) >= alert.horizon.ms:
        late = f"for {alert.pending}" + (f" and query_offset {offset}" if offset else "")
        report.add((*here, "for"), f"{late} use up the horizon {alert.horizon}: the alert would come after the event")


def _check_remediation(entry: schema.AnyEntry, severities: list[str], here: Path, report: Reporter) -> None:
    remediation = entry.remediation
    if remediation.action != "none":
        for index, severity in enumerate(remediation.severities):
            if severity not in severities:
                report.add((*here, "severities", index), f"no alert has this severity; alerts: {', '.join(severities)}")
