"""Is there room left under the bounds, those of the policy and those that the cluster itself sets?

What cannot be undone or costs memory needs a bound that a person wrote: bytes without `max_bytes` are never raised.
"""

from receiver.domain.action import Unit
from receiver.domain.decision import Hold, Plan
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    plan, policy = situation.plan, situation.remedy
    if plan is None or policy is None or plan.kind.unit is Unit.NONE:
        return None
    if plan.kind.unit is Unit.BYTES and policy.max_bytes is None:
        return Hold("bounds", f"the policy names no max_bytes, without which nothing is made larger: would {plan}")
    if _is_more(plan, situation):
        return None
    has = plan.kind.in_words(plan.previous)
    if situation.workload is not None:
        has = f"{situation.workload.replicas} replicas"
    return Hold("bounds", f"{plan.target} already has {has}; {plan.sizing}")


def _is_more(plan: Plan, situation: Situation) -> bool:
    """A floor above the pods that an autoscaler runs anyway is what more pods would be."""
    workload = situation.workload
    there = plan.previous if workload is None else max(workload.floor, workload.replicas)
    return plan.wanted > there
