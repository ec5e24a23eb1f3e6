"""Valid values of the domain with every field changeable by name, so that a test says only what it is about."""

from dataclasses import replace
from typing import Any

from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.approval import Answer, Approval
from receiver.domain.claim import Claim
from receiver.domain.decision import Plan
from receiver.domain.digest import Digest, Line
from receiver.domain.episode import Episode
from receiver.domain.event import NEEDS_A_PERSON, Event, EventKind, Outlook
from receiver.domain.memory import ContainerMemory
from receiver.domain.remediation import Remediation, State
from receiver.domain.rollout import Rollout
from receiver.domain.surroundings import Surroundings
from receiver.domain.target import Autoscaler, Target, Workload
from receiver.domain.verdict import Assessment, Gate, Verdict
from receiver.domain.volume import Volume
from receiver.policy.budget import Budgets, Spent
from receiver.policy.maintenance import MaintenanceWindow
from receiver.policy.model import ForecastPolicy, Policy
from receiver.policy.situation import Situation

NOW_S = 1_700_000_000.0
"""Where `FrozenClock` starts."""

TARGET = Target("Deployment", "shop", "web")
CLAIM = Target("PersistentVolumeClaim", "shop", "data-0")
GIB = 2**30
MIB = 2**20
POD = Target("Pod", "shop", "web-1")

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


def workload(**changes: Any) -> Workload:
    """One replica of a rolling Deployment that nobody else holds."""
    made = Workload(
        target=TARGET,
        replicas=1,
        resource_version="1",
        paused=False,
        recreate=False,
        labels={},
        annotations={},
        autoscaler=None,
    )
    return replace(made, **changes)


def volume(**changes: Any) -> Volume:
    """Ten GiB, bound, of a class that may grow."""
    made = Volume(
        target=CLAIM,
        phase="Bound",
        requested_bytes=10 * GIB,
        capacity_bytes=10 * GIB,
        storage_class="standard",
        provisioner="example.com/disks",
        expandable=True,
        conditions=(),
        resource_version="1",
        labels={},
        annotations={},
    )
    return replace(made, **changes)


def memory(**changes: Any) -> ContainerMemory:
    """256 MiB for the container `app` of a running pod, of a Deployment that says the same."""
    made = ContainerMemory(
        target=POD,
        container="app",
        phase="Running",
        resizable=True,
        limit_bytes=256 * MIB,
        request_bytes=128 * MIB,
        actual_bytes=256 * MIB,
        pending="",
        infeasible=False,
        restarts=False,
        node="node-1",
        owner=TARGET,
        template_bytes=256 * MIB,
        resource_version="1",
        annotations={},
    )
    return replace(made, **changes)


def resize(**changes: Any) -> Plan:
    """Raise it from 256 to 384 MiB."""
    made = Plan(
        "resize-memory", POD, "app.memory", 256 * MIB, 384 * MIB, sizing="forecast asks for 384 MiB to last 1 h"
    )
    return replace(made, **changes)


def expansion(**changes: Any) -> Plan:
    """Expand the usual volume from 10 to 14 GiB."""
    made = Plan("expand-volume", CLAIM, "storage", 10 * GIB, 14 * GIB, sizing="forecast asks for 14 GiB to last 9 h")
    return replace(made, **changes)


def rollout(**changes: Any) -> Rollout:
    """Three pods that are replaced one after the other, in twenty seconds each."""
    made = Rollout(workload(replicas=3), at_once=1, surge=1, pod_s=20.0, measured=True)
    return replace(made, **changes)


def autoscaler(**changes: Any) -> Autoscaler:
    """An HPA between 1 and 10."""
    made = Autoscaler("web-hpa", min_replicas=1, max_replicas=10, resource_version="1", annotations={})
    return replace(made, **changes)


def plan(**changes: Any) -> Plan:
    """Scale the usual target from 1 to 3 replicas."""
    made = Plan("scale", TARGET, "replicas", previous=1, wanted=3, sizing="forecast asks for 3 replicas")
    return replace(made, **changes)


def approval(**changes: Any) -> Approval:
    """A question about the usual plan that was asked just now and can be answered for ten minutes."""
    return replace(Approval("c0ffee00", 1, "memory", plan(), asked_at_s=NOW_S, act_by_s=NOW_S + 600), **changes)


def approved(**changes: Any) -> Approval:
    """The same, approved by Alice."""
    return approval(answer=Answer.APPROVED, answered_by="alice", answered_at_s=NOW_S, **changes)


def remediation(**changes: Any) -> Remediation:
    """A remediation that was written down just now."""
    made = Remediation(
        id="0badcafe",
        episode_id=1,
        forecast="memory",
        plan=plan(),
        state=State.INTENDED,
        created_at_s=NOW_S,
        acted_at_s=None,
        lease_until_s=NOW_S + 3600,
        seen_at_s=NOW_S,
        outcome=None,
        note="intended",
        labels={"namespace": "shop", "pod": "web-1", "severity": "critical"},
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


def digest(**changes: Any) -> Digest:
    """A storm of three incidents, two of which need a person, and one of those first."""
    lines = (
        line(),
        line(forecast="disk", headline="disk of shop/db", eta_at_s=NOW_S + 60),
        line(kind="worked", needs_a_person=False, over=True, eta_at_s=None),
    )
    made = Digest("7:digest:0", 7, NOW_S - 15, NOW_S, lines, news=2, open=2, covers=3)
    return replace(made, **changes)


def remediation_document(**changes: Any) -> dict[str, Any]:
    """The `remediation` part of a policy entry, as in the file."""
    return {
        "action": "scale",
        "mode": "auto",
        "severities": ["critical"],
        "target": {"kind": "owner"},
        "max_step": 2,
        "max_replicas": 12,
        "cooldown_s": 900.0,
        "lease_s": 3600.0,
        "settle_s": 120.0,
        **changes,
    }


def expansion_document(**changes: Any) -> dict[str, Any]:
    """The same for a volume, which may grow to 100 GiB."""
    target = {"kind": "PersistentVolumeClaim", "name_label": "persistentvolumeclaim"}
    bounds = {"cooldown_s": 21600.0, "max_bytes": 100 * GIB}
    return remediation_document(action="expand-volume", target=target) | bounds | changes


def resize_document(**changes: Any) -> dict[str, Any]:
    """The same for a container's memory, which may grow to 1 GiB."""
    target = {"kind": "Pod", "name_label": "pod"}
    return remediation_document(action="resize-memory", target=target, max_bytes=GIB) | changes


def entry_document(**changes: Any) -> dict[str, Any]:
    """A policy entry, as in the file."""
    return {
        "kind": "trend",
        "summary": "Memory reaches its limit",
        "by": ["namespace", "pod"],
        "interval_s": 10.0,
        "history_s": 900.0,
        "alerts": [
            {"severity": "warning", "windows_s": [3600.0, 21600.0], "horizon_s": 21600.0, "for_s": 600.0},
            {"severity": "critical", "windows_s": [300.0, 900.0], "horizon_s": 1800.0, "for_s": 60.0},
        ],
        "confidence": {"act": 0.9, "notify": 0.5},
        "remediation": remediation_document(),
        "notify": {"slack": "#sre", "pagerduty": "default"},
        **changes,
    }


def policy_document(**entries: Any) -> dict[str, Any]:
    """A policy file; without arguments it knows the forecast `memory`."""
    return {"version": "policy/v1", "catalog_hash": "abc123", "forecasts": entries or {"memory": entry_document()}}


def entry(**changes: Any) -> ForecastPolicy:
    """A policy entry; `remediation` may be given as the changed fields only."""
    if isinstance(changes.get("remediation"), dict):
        changes["remediation"] = remediation_document(**changes["remediation"])
    return ForecastPolicy.model_validate(entry_document(**changes))


def policy(**changes: Any) -> Policy:
    """A policy that knows the forecast `memory`, its entry changed like `entry`'s."""
    return Policy(version="policy/v1", catalog_hash="abc123", forecasts={"memory": entry(**changes)})


def volume_entry(**changes: Any) -> ForecastPolicy:
    """A policy entry about a volume; `changes` are those of its `remediation`."""
    return entry(by=["namespace", "persistentvolumeclaim"], remediation=expansion_document(**changes))


def window(**changes: Any) -> MaintenanceWindow:
    """A maintenance window that has no end."""
    return MaintenanceWindow.model_validate({"name": "freeze", "intervals": [{}], **changes})


def memory_entry(**changes: Any) -> ForecastPolicy:
    """A policy entry about a container; `changes` are those of its `remediation`."""
    return entry(by=["namespace", "pod", "container"], remediation=resize_document(**changes))


def memory_situation(**changes: Any) -> Situation:
    """The same about a container."""
    about = {"entry": memory_entry(), "workload": None, "memory": memory(), "plan": resize()}
    return situation(**about | changes)


def volume_situation(**changes: Any) -> Situation:
    """The same about a volume."""
    about = {"entry": volume_entry(), "workload": None, "volume": volume(), "plan": expansion()}
    return situation(**about | changes)


def situation(**changes: Any) -> Situation:
    """A situation in which every guard lets the action pass."""
    made = Situation(
        alert=alert(),
        entry=entry(),
        assessment=assessment(),
        workload=workload(),
        unresolved="",
        plan=plan(),
        last=None,
        approval=None,
        kill_switch="",
        budgets=Budgets(),
        spent=Spent(),
        maintenance=(),
        now_s=NOW_S,
        surroundings=Surroundings(),
    )
    return replace(made, **changes)
