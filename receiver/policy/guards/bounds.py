"""Is there room left under the bounds, those of the policy and those that the cluster itself sets?"""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    plan, workload = situation.plan, situation.workload
    if plan is None or workload is None:
        return None
    if plan.wanted > workload.floor and plan.wanted > workload.replicas:
        return None
    return Hold("bounds", f"{plan.target} already has {workload.replicas} replicas; {plan.sizing}")
