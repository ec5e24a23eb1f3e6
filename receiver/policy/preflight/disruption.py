"""May a pod be taken away at all? A rollout does not ask PodDisruptionBudgets, so whoever starts one should.

https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets
"""

from collections.abc import Sequence

from receiver.domain.decision import Plan
from receiver.domain.surroundings import DisruptionBudget, Unseen

REPLACES_PODS = frozenset({"restart"})


def obstacle(plan: Plan, budgets: Sequence[DisruptionBudget] | Unseen) -> str:
    """Name a budget that allows no disruption now, empty when none is in the way."""
    if plan.action not in REPLACES_PODS or isinstance(budgets, Unseen):
        return ""
    spent = [budget.name for budget in budgets if budget.allowed < 1]
    return f"PodDisruptionBudget {', '.join(spent)} allows no pod to go now" if spent else ""
