"""Turns a look at an episode into the event that people are told."""

import math
from dataclasses import replace

from receiver import conventions
from receiver.domain.alert import AlertStatus
from receiver.domain.decision import Ask
from receiver.domain.event import NEEDS_A_PERSON, Event, EventKind, Outlook
from receiver.domain.load import Drives
from receiver.domain.mode import Mode, ModeChange
from receiver.domain.picture import ForecastPicture
from receiver.domain.remediation import Remediation, State
from receiver.domain.series import Series
from receiver.domain.stop import how_to_stop
from receiver.domain.target import Target
from receiver.domain.verdict import Assessment, Verdict
from receiver.domain.words import clock_time, date_time, duration
from receiver.forecast.countdown import ends_at_s
from receiver.pipeline.work import Work

_LINKS = {"runbook_url": "Runbook", "dashboard_url": "Dashboard"}
_LIFE = {
    EventKind.REFUTED: "Unlikely: ",
    EventKind.WORKED: "Averted: ",
    EventKind.GIVEN_BACK: "Over: ",
    EventKind.KEPT: "Over: ",
    EventKind.CLEARED: "Over: ",
}
"""Says before the forecast's own words that they no longer hold."""

_ON_LOAN = frozenset({EventKind.ACTED, EventKind.WORKED, EventKind.SLOWED, EventKind.NO_EFFECT, EventKind.UNVERIFIED})

_FORECAST_STILL_MATTERS = frozenset(
    {EventKind.HELD, EventKind.ASKED, EventKind.ACTED, EventKind.ACT_FAILED, EventKind.SLOWED, EventKind.NO_EFFECT}
)


def event_for(work: Work, kind: EventKind, detail: str, *, about: str = "") -> Event:
    """Describe one thing that happened; `about` tells apart two events of one kind in one episode or of one remediation."""
    alert = work.episode.alert
    remediation = work.remediation
    subject = ":".join(filter(None, (remediation.id if remediation else "", about)))
    for_ever = remediation is not None or kind is EventKind.ASKED
    return Event(
        key=f"{work.episode.id}:{kind.value}:{subject}",
        once=for_ever,
        episode_id=work.episode.id,
        subject=alert.fingerprint,
        kind=kind,
        pages=kind in NEEDS_A_PERSON and work.episode.open and alert.status is AlertStatus.FIRING,
        severity=alert.severity,
        headline=_headline(work, kind),
        detail=detail,
        facts=_facts(work, kind),
        links={name: alert.annotations[key] for key, name in _LINKS.items() if _is_link(alert.annotations.get(key))},
        at_s=work.assessed_at_s,
        target=_target(work),
        first_seen_s=work.episode.first_seen_s,
        forecast=alert.forecast,
        where=_where(work),
        outlook=_outlook(work.assessment),
        remediation_id=remediation.id if remediation else "",
        approval_id=work.approval.id if work.approval and kind is EventKind.ASKED else "",
        stop=_stop(work, kind),
        picture=_picture(work, kind),
    )


def asked(work: Work, hold: Ask) -> Event | None:
    """Ask for approval, with the words that give it; None when the question was not written down."""
    approval = work.approval
    policy = work.entry.rung(approval.plan.action) if work.entry and approval else None
    if approval is None or policy is None:
        return None
    words = f"`receiver approve {approval.id} --by NAME` (or with --decline)"
    otherwise = "it is done then" if hold.silence_acts else "nothing is done"
    return event_for(work, EventKind.ASKED, f"{hold.reason}; {words}; without an answer {otherwise}", about=approval.id)


def ended(work: Work, tried: Remediation | None) -> Event:
    """Tell that an alert has ended; while it is not known what the change that was tried brought, that is not the end of it."""
    if tried is None or tried.state is not State.ACTED:
        return event_for(work, EventKind.CLEARED, "the alert has ended")
    detail = f"the alert has ended; whether that is what {tried.plan} brought is not verified yet"
    return replace(event_for(work, EventKind.CLEARED, detail), headline=f"Alert ended: {_named(work)}")


def mode_event(change: ModeChange, summary: str, mode: Mode | None) -> Event:
    """Tell of a forecast's new mode.

    Args:
        summary: of the forecast, empty when the policy does not know it.
        mode: what is in force now, None when nothing can be done about the forecast anyway.
    """
    facts = {"Forecast": change.forecast, "In force": mode.value if mode else "nothing", "By": change.by}
    return Event(
        key=f"mode:{change.id}",
        once=True,
        episode_id=0,
        subject=f"mode/{change.forecast}",
        kind=EventKind.MODE,
        pages=False,
        severity="info",
        headline=f"{change.forecast}: {_changed(change)}" + (f" ({summary})" if summary else ""),
        detail=change.reason or "no reason was given",
        facts=facts,
        links={},
        at_s=change.at_s,
    )


def _changed(change: ModeChange) -> str:
    if change.mode is None:
        return f"mode no longer set by hand ({change.by})"
    if change.pinned:
        return f"mode set to {change.mode.value} by {change.by}"
    verb = "demoted" if change.mode is Mode.DRY_RUN else "promoted"
    return f"{verb} to {change.mode.value}"


def _target(work: Work) -> Target | None:
    if work.remediation is not None:
        return work.remediation.plan.target
    return work.decision.plan.target if work.decision and work.decision.plan else None


def _outlook(found: Assessment | None) -> Outlook | None:
    if found is None or found.verdict is Verdict.INCONCLUSIVE:
        return None
    return Outlook(found.probability, found.horizon_s, found.eta_lower_s, found.eta_s, found.eta_upper_s)


def _picture(work: Work, kind: EventKind) -> ForecastPicture | None:
    """What was looked at; of a look that read nothing there is none, nor of a countdown, which has one straight line."""
    series = work.fetched.result if work.fetched else None
    if work.assessment is None or not isinstance(series, Series) or (work.entry and work.entry.counts_down):
        return None
    acted_at_s = work.remediation.acted_at_s if work.remediation else None
    if kind is EventKind.ACTED:  # told before its time is written down
        acted_at_s = acted_at_s or work.assessed_at_s
    return ForecastPicture.of(series, work.assessment, conventions.EXHAUSTED, acted_at_s)


def _stop(work: Work, kind: EventKind) -> str:
    """How a person keeps it from going on; of what is over there is nothing to stop."""
    if kind is EventKind.ASKED and work.approval is not None:
        return f"`receiver approve {work.approval.id} --by NAME --decline`"
    if work.remediation is None or kind not in _ON_LOAN:
        return ""
    lent = work.remediation.plan.kind.lent
    return how_to_stop(work.episode.alert.forecast, work.remediation.lease_until_s if lent else None)


def _headline(work: Work, kind: EventKind) -> str:
    assessment = work.assessment
    if assessment is not None and assessment.verdict is Verdict.CONFIRMED and kind in _FORECAST_STILL_MATTERS:
        when = f"in {duration(assessment.eta_s)}" if assessment.eta_s else "now"
        return f"{_summary(work)} {when}: {_where(work)}"
    return _LIFE.get(kind, "") + _named(work)


def _named(work: Work) -> str:
    return f"{_summary(work)}: {_where(work)}"


def _summary(work: Work) -> str:
    return work.entry.summary if work.entry else f"Forecast {work.episode.alert.forecast!r}"


def _where(work: Work) -> str:
    labels = work.episode.alert.labels
    names = work.entry.by if work.entry else tuple(sorted(labels))
    return "/".join(labels[name] for name in names if name in labels)


_DRIVES = {
    Drives.FOLLOWS: "the growth follows the load",
    Drives.DOES_NOT: "the growth does not follow the load",
    Drives.UNKNOWN: "cannot tell whether the growth follows the load",
}


def _facts(work: Work, kind: EventKind) -> dict[str, str]:
    """In the order in which somebody who was woken up asks: what, when, how sure, what was done, how to stop it."""
    alert = work.episode.alert
    facts = {"Where": _where(work), "Forecast": alert.forecast}
    if conventions.ANNOTATION_CUT in alert.annotations:
        facts["Not seen"] = alert.annotations[conventions.ANNOTATION_CUT]
    if work.assessment is not None:
        counted = work.entry is not None and work.entry.counts_down
        facts |= _countdown(work.assessment) if counted else _assessment_facts(work.assessment, work.assessed_at_s)
    if work.load is not None:
        facts["Load"] = f"{_DRIVES[work.load.drives]}: {work.load.words}"
    if work.remediation is not None:
        facts["Remediation"] = f"{work.remediation.id}: {work.remediation.plan} ({work.remediation.plan.sizing})"
    elif work.decision is not None and work.decision.plan is not None:
        facts["Plan"] = f"{work.decision.plan} ({work.decision.plan.sizing})"
    if work.decision is not None and work.decision.notes:
        facts["Not looked at"] = "; ".join(work.decision.notes)
    if stop := _stop(work, kind):
        facts["To stop it"] = stop
    return facts


def _assessment_facts(assessment: Assessment, at_s: float) -> dict[str, str]:
    if assessment.verdict is Verdict.INCONCLUSIVE:
        return {"Verdict": f"inconclusive: {assessment.reason}"}
    within = duration(assessment.horizon_s)
    facts = {}
    if math.isfinite(assessment.eta_s):
        earliest, latest = duration(assessment.eta_lower_s), duration(assessment.eta_upper_s)
        expected = f"{clock_time(at_s + assessment.eta_s)}, in {duration(assessment.eta_s)}"
        facts["Runs out"] = f"{expected} (80 %: {earliest} to {latest})"
    return facts | {
        "How sure": f"{assessment.verdict.value}, {assessment.probability:.0%} within {within}",
        "Level": f"{assessment.level:.0%} used",
    }


def _countdown(found: Assessment) -> dict[str, str]:
    """Its end is known, so there is no interval and no level to tell."""
    if found.verdict is Verdict.INCONCLUSIVE:
        return {"Verdict": f"inconclusive: {found.reason}"}
    away = f"in {duration(found.eta_s)}" if found.eta_s else "which is over"
    return {
        "Ends": f"{date_time(ends_at_s(found))}, {away}",
        "How sure": "certain: a countdown, nothing is extrapolated",
    }


def _is_link(text: str | None) -> bool:
    return text is not None and text.startswith(("https://", "http://")) and not set(text) & set("|<> \n")
