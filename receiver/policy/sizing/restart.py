"""Restart: there is no size; the plan says how many pods are replaced, how many at a time, and how long that takes."""

from receiver.domain.decision import Plan
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation


def size(situation: Situation, _policy: RemediationPolicy) -> Plan | None:
    """Plan the restart of a workload whose way of replacing pods was read."""
    rollout = situation.rollout
    if rollout is None:
        return None
    said = "its pods took" if rollout.measured else "estimated"
    sizing = (
        f"{rollout.workload.replicas} pods, {rollout.at_once} at a time, about {rollout.duration_s:.0f} s "
        f"({said} {rollout.pod_s:.0f} s each)"
    )
    return Plan("restart", rollout.workload.target, "restartedAt", 0, 0, sizing)
