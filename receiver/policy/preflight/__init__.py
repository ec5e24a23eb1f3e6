"""What would be in the way of a planned change? Pure judging of what was seen; the reads are the pipeline's.

One question per file, in the order of asking; all obstacles are named at once, so that nobody mends one to find the next. What
could not be looked at is a note, not an obstacle: whoever runs without the right to read nodes must not be held for ever.
"""

from receiver.domain.decision import Plan
from receiver.domain.surroundings import Surroundings, Unseen
from receiver.policy.model import RemediationPolicy
from receiver.policy.preflight import access, capacity, disruption, limits, quota, rehearsal
from receiver.policy.situation import Situation

_OPTIONAL = {
    "pod": "the pod template",
    "quotas": "ResourceQuotas",
    "limit_ranges": "LimitRanges",
    "room": "room on the nodes",
    "disruption_budgets": "PodDisruptionBudgets",
}
"""Looks that may fail, and how people call them."""


def replaces_pods(plan: Plan) -> bool:
    """Tell whether pods that are there have to go for it."""
    return plan.action in disruption.REPLACES_PODS


def added_pods(plan: Plan, situation: Situation) -> int:
    """How many more pods the change makes, for good or for a while."""
    workload, rollout = situation.workload, situation.rollout
    if plan.action == "restart" and rollout is not None:
        return rollout.surge
    if plan.action == "scale" and workload is not None:
        return max(plan.wanted - workload.replicas, 0)
    return 0


def obstacles(plan: Plan, policy: RemediationPolicy, seen: Surroundings) -> tuple[str, ...]:
    """Name everything that would be in the way."""
    found = [
        access.obstacle(plan, seen.missing),
        rehearsal.obstacle(seen.refusal),
        disruption.obstacle(plan, seen.disruption_budgets),
        *limits.obstacles(seen),
        *quota.obstacles(seen),
        "" if policy.nodes == "autoscaled" else capacity.obstacle(seen),
    ]
    return tuple(filter(None, found))


def refused(plan: Plan, seen: Surroundings) -> str:
    """Say why the change would be refused whenever it is asked for; empty when it would not, or only at this moment."""
    if isinstance(seen.missing, Unseen):
        return ""
    return access.obstacle(plan, seen.missing) or (rehearsal.obstacle(seen.refusal) if seen.for_good else "")


def notes(seen: Surroundings) -> tuple[str, ...]:
    """Name what could not be looked at, and why."""
    looks = ((name, getattr(seen, part)) for part, name in _OPTIONAL.items())
    return tuple(f"{name} could not be looked at: {look.why}" for name, look in looks if isinstance(look, Unseen))
