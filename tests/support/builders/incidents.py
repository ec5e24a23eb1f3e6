"""An alert and what is made of it, up to what people are told."""

from dataclasses import replace
from typing import Any

from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.claim import Claim
from receiver.domain.digest import Digest, Line, Wave
from receiver.domain.episode import Episode
from receiver.domain.event import NEEDS_A_PERSON, Event, EventKind, Outlook
from receiver.domain.verdict import Assessment, Gate, Verdict
from tests.support.builders.usual import NOW_S, TARGET

_ABOUT_A_REMEDIATION = frozenset(EventKind) - {EventKind.REFUTED, EventKind.HELD, EventKind.BLIND, EventKind.CLEARED}


def alert(status: str = "firing", fingerprint: str = "a1b2c3", **changes: Any) -> Alert:
    """A critical alert on a container of the pod `shop/web-1`."""
    labels = {
        "alertname": "ForecastMemory",
        "forecast": "memory",
        "severity": "critical",
        "namespace": "shop",
        "pod": "web-1",
    }
    made = Alert(fingerprint, AlertStatus(status), labels, {"summary": "runs out"}, starts_at_s=NOW_S - 60)
    return replace(made, **changes)


def labelled(**labels: str) -> Alert:
    """The usual alert with some labels changed; an empty text takes the label away."""
    merged = {**alert().labels, **labels}
    return alert(labels={name: text for name, text in merged.items() if text})


def claim(queue: str = "episodes", row: int | str = 1) -> Claim:
    """The claim that a test holds on a row; `Stores.claim` writes it into the store."""
    return Claim(queue, row, f"test-{row}", until_s=NOW_S + 60, overdue_since_s=NOW_S, interruptions=0)


def episode(**changes: Any) -> Episode:
    """Episode 1, seen just now, claimed by the test."""
    made = Episode(1, alert(), first_seen_s=NOW_S, last_seen_s=NOW_S, attempts=0, open=True, claim=claim())
    return replace(made, **changes)


def assessment(verdict: Verdict = Verdict.CONFIRMED, **changes: Any) -> Assessment:
    """Half full, certain to run out in a quarter of an hour; other verdicts with a fitting probability."""
    probability = {Verdict.CONFIRMED: 0.99, Verdict.REFUTED: 0.02, Verdict.INCONCLUSIVE: 0.0}[verdict]
    made = Assessment(
        verdict=verdict,
        reason="probability",
        probability=probability,
        eta_lower_s=800.0,
        eta_s=900.0,
        eta_upper_s=1000.0,
        horizon_s=1800.0,
        level=0.5,
        slope_per_s=0.0005,
        noise=0.01,
        segment_start_s=NOW_S - 900,
        coverage_ratio=1.0,
        gates=(Gate("probability", passed=verdict is Verdict.CONFIRMED, saw=f"probability {probability}"),),
    )
    return replace(made, **changes)


def event(kind: EventKind = EventKind.ACTED, **changes: Any) -> Event:
    """A critical event of episode 1 with facts and a link; the kinds that are about a remediation happen once."""
    made = Event(
        key=f"1:{kind.value}:",
        once=kind in _ABOUT_A_REMEDIATION,
        episode_id=1,
        subject="a1b2c3",
        kind=kind,
        pages=kind in NEEDS_A_PERSON,
        severity="critical",
        headline="Memory runs out in 15 min: shop/web-1",
        detail="scaled web 1→3",
        facts={"Where": "shop/web-1", "Forecast": "memory"},
        links={"Runbook": "https://runbooks.example.com/memory"},
        at_s=NOW_S,
        target=TARGET,
        first_seen_s=NOW_S - 60,
        forecast="memory",
        where="shop/web-1",
        outlook=Outlook(probability=0.99, horizon_s=1800.0, eta_lower_s=800.0, eta_s=900.0, eta_upper_s=1000.0),
    )
    return replace(made, **changes)


def line(**changes: Any) -> Line:
    """One incident of a storm that needs a person."""
    made = Line("memory", "memory of shop/web-1", "held", True, False, NOW_S + 900, "", "")
    return replace(made, **changes)


def wave(**changes: Any) -> Wave:
    """The first wave of a storm: one incident."""
    made = Wave((line(),), number=0, openings=(1, 2, 3), at_s=NOW_S, open=2)
    return replace(made, **changes)


def digest(**changes: Any) -> Digest:
    """A storm of three incidents, two of which need a person, and one of those first."""
    lines = (
        line(),
        line(forecast="disk", headline="disk of shop/db", eta_at_s=NOW_S + 60),
        line(kind="worked", needs_a_person=False, over=True, eta_at_s=None),
    )
    made = Digest(lines, "7:digest:0", 7, NOW_S - 15, NOW_S, news=2, covers=3, waves=(wave(lines=lines),))
    return replace(made, **changes)
