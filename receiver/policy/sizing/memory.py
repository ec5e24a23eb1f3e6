"""Resize memory: a limit under which the growth lasts for the lease, within what the node, quota and limit ranges leave.

Used memory grows by `slope * limit` bytes per second, because utilisation is the share of the limit. It is raised for this one
pod only: whatever makes the pods still has the old limit in its template, and the next rollout brings it back. That debt stands
in the plan, because only a person can pay it.
"""

import math

from receiver.domain.action import bytes_in_words
from receiver.domain.decision import Plan
from receiver.domain.memory import ContainerMemory, Headroom, field_of
from receiver.domain.verdict import Assessment
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation

TARGET_UTILIZATION = 0.8
"""The same as for replicas and volumes."""

_MIB = 2**20
_ROUNDING = 1e-6
"""What floats add to a whole number is no reason for one more."""


def size(situation: Situation, policy: RemediationPolicy) -> Plan | None:
    """Size the step for a container that was read and has a limit."""
    memory = situation.memory
    if memory is None or memory.limit_bytes is None:
        return None
    headroom = situation.headroom or Headroom()
    return size_memory(memory, memory.limit_bytes, headroom, situation.assessment, policy)


def size_memory(
    memory: ContainerMemory, limit_bytes: int, headroom: Headroom, assessment: Assessment, policy: RemediationPolicy
) -> Plan:
    """Size a `resize-memory` step; `wanted == previous` means that every bound is reached."""
    used_ratio = assessment.level + max(assessment.slope_per_s, 0.0) * policy.lease_s
    needed = max(limit_bytes * used_ratio / TARGET_UTILIZATION, limit_bytes + _MIB)
    bounds = {"forecast": math.ceil(needed / _MIB - _ROUNDING) * _MIB}
    bounds |= {name: math.floor(most / _MIB) * _MIB for name, most in _bounds(limit_bytes, headroom, policy).items()}
    clipped_by, wanted = min(bounds.items(), key=lambda bound: bound[1])
    sizing = f"forecast asks for {bytes_in_words(bounds['forecast'])} to last {policy.lease_s / 3600:.3g} h"
    if clipped_by != "forecast":
        sizing += f", clipped to {bytes_in_words(max(wanted, limit_bytes))} by {clipped_by}"
    sizing = "; ".join([sizing, *headroom.notes, *debt(memory)])
    field = field_of(memory.container)
    return Plan("resize-memory", memory.target, field, limit_bytes, max(wanted, limit_bytes), sizing)


def debt(memory: ContainerMemory) -> list[str]:
    """Say what the next rollout will undo; nothing where nobody makes the pod anew."""
    if memory.unseen:
        return [f"what the next rollout sets could not be looked at: {memory.unseen}"]
    if memory.owner is None or memory.template_bytes is None:
        return []
    return [f"the next rollout of {memory.owner} sets {bytes_in_words(memory.template_bytes)} again"]


def _bounds(limit_bytes: int, headroom: Headroom, policy: RemediationPolicy) -> dict[str, float]:
    bounds = {
        "max_step_ratio": limit_bytes * policy.max_step_ratio,
        "max_bytes": policy.max_bytes,
        "what the node has left": _more(limit_bytes, headroom.node_bytes),
        "what the quota leaves": _more(limit_bytes, headroom.quota_bytes),
        "the LimitRange": headroom.most_bytes,
    }
    return {name: most for name, most in bounds.items() if most is not None}


def _more(limit_bytes: int, left_bytes: int | None) -> int | None:
    return None if left_bytes is None else limit_bytes + max(left_bytes, 0)
