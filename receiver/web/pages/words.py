"""How pages say things: filters and names for the templates, pure."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime

from receiver.domain.overview import Listed
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.words import duration
from receiver.policy.model import Policy

NOTHING = "–"
_UNITS_S = ((120, 1), (7200, 60), (172_800, 600))
"""Below so many seconds, times are told in units of so many; above, in hours."""

STATES = {
    State.INTENDED: "acting now",
    State.ACTED: "acted, waiting for its effect",
    State.LEASED: "on loan",
    State.DONE: "done for good",
    State.GIVEN_BACK: "given back",
    State.KEPT: "kept by somebody else",
    State.SUPERSEDED: "taken over by a later step",
    State.FAILED: "refused by the cluster",
}
OUTCOMES = {
    Outcome.WORKED: "worked",
    Outcome.SLOWED: "slowed it down",
    Outcome.NO_EFFECT: "no effect",
    Outcome.INCONCLUSIVE: "unclear whether it worked",
    Outcome.REFUSED: "not carried out",
}
_VERDICTS = {"confirmed": "believed", "refuted": "not believed", "inconclusive": "too little data"}
_TONES = {
    "confirmed": "bad",
    "refuted": "quiet",
    "inconclusive": "warn",
    "worked": "good",
    "slowed": "warn",
    "no_effect": "bad",
    "failed": "bad",
    "acted": "busy",
    "intended": "busy",
}


def percent(share: float | None) -> str:
    """0.123 → 12 %; what is nearly but not quite certain is not rounded to certainty."""
    if share is None:
        return NOTHING
    if 0.99 < share < 1.0:
        return "> 99 %"
    if 0.0 < share < 0.01:
        return "< 1 %"
    return f"{share:.0%}".replace("%", " %")


def moment(at_s: float | None) -> str:
    """Write a time of the day in UTC."""
    return NOTHING if at_s is None else datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def machine_time(at_s: float) -> str:
    """The same for machines: the `datetime` of a `time` element."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")


def ago(at_s: float, now_s: float) -> str:
    """Say how long ago something was, or how far ahead it is."""
    if at_s > now_s:
        return f"in {about(at_s - now_s)}"
    return "just now" if now_s - at_s < 1 else f"{about(now_s - at_s)} ago"


def about(seconds: float) -> str:
    """Write a duration as precisely as a forecast is: 45 s, 18 min, 2 h 10 min, 3 d 4 h."""
    unit_s = next((unit for below, unit in _UNITS_S if seconds < below), 3600)
    return duration(round(seconds / unit_s) * unit_s if math.isfinite(seconds) else seconds)


def runs_out(row: Listed, now_s: float) -> str:
    """Say when the resource runs out."""
    if row.verdict is None:
        return "not looked at yet"
    if row.verdict == "inconclusive":
        return "cannot tell"
    if row.runs_out_at_s is None:
        return "not in sight"
    return "now" if row.runs_out_at_s <= now_s else about(row.runs_out_at_s - now_s)


def between(row: Listed, now_s: float) -> str:
    """Say the interval of that, empty when there is none, or nothing between."""
    known = row.runs_out_from_s == row.runs_out_to_s
    if row.runs_out_from_s is None or known or row.verdict == "inconclusive":
        return ""
    sooner = about(max(row.runs_out_from_s - now_s, 0))
    later = "never" if row.runs_out_to_s is None else about(max(row.runs_out_to_s - now_s, 0))
    return f"{sooner} to {later}"


def verdict(row: Listed) -> str:
    """Say plainly what the statistics make of a forecast now."""
    if row.verdict == "refuted" and row.remediation is not None:
        return "receded"
    return _VERDICTS.get(row.verdict or "", "new")


def tone(name: str | None) -> str:
    """Return the class of a badge about a verdict, a state or an outcome."""
    return _TONES.get(name or "", "quiet")


def done(row: Listed) -> str:
    """Say what was done, or why nothing was."""
    if row.remediation is not None:
        return str(row.remediation.plan)
    if row.approval_id is not None:
        return f"asks for approval: {row.plan}"
    if row.held_by is not None:
        return f"would {row.plan}" if row.plan else "nothing"
    return "nothing yet"


def standing(remediation: Remediation) -> str:
    """Say how a change stands and whether it helped."""
    stands = STATES[remediation.state]
    return f"{OUTCOMES[remediation.outcome]}; {stands}" if remediation.outcome else stands


def summary(policy: Policy, labels: Mapping[str, str]) -> str:
    """Say what runs out, in the catalog's words."""
    name = labels.get("forecast", "")
    entry = policy.forecasts.get(name)
    return entry.summary if entry else f"A forecast that the policy does not know: {name or 'without a name'}"


def where(policy: Policy, labels: Mapping[str, str]) -> str:
    """Say where it runs out: the by-labels' values."""
    entry = policy.forecasts.get(labels.get("forecast", ""))
    names = entry.by if entry else sorted(labels.keys() - {"alertname", "forecast", "severity"})
    return "/".join(labels[name] for name in names if name in labels)
