"""What shall be changed, what a person says to it, and what became of it."""

from dataclasses import replace
from typing import Any

from receiver.domain.approval import Answer, Approval
from receiver.domain.decision import Plan
from receiver.domain.remediation import Remediation, State
from tests.support.builders.usual import CLAIM, GIB, MIB, NOW_S, POD, TARGET


def plan(**changes: Any) -> Plan:
    """Scale the usual target from 1 to 3 replicas."""
    made = Plan("scale", TARGET, "replicas", previous=1, wanted=3, sizing="forecast asks for 3 replicas")
    return replace(made, **changes)


def expansion(**changes: Any) -> Plan:
    """Expand the usual volume from 10 to 14 GiB."""
    made = Plan("expand-volume", CLAIM, "storage", 10 * GIB, 14 * GIB, sizing="forecast asks for 14 GiB to last 9 h")
    return replace(made, **changes)


def resize(**changes: Any) -> Plan:
    """Raise the memory of the usual pod from 256 to 384 MiB."""
    made = Plan(
        "resize-memory", POD, "app.memory", 256 * MIB, 384 * MIB, sizing="forecast asks for 384 MiB to last 1 h"
    )
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
