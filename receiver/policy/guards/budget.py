"""Is there anything left of what all forecasts together may do? Asked again in the transaction that claims the action."""

from receiver.domain.decision import Hold
from receiver.policy.budget import exceeded
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    if situation.plan is None:
        return None
    reason = exceeded(situation.budgets, situation.spent, situation.plan)
    return Hold("budget", f"budget: {reason}") if reason else None
