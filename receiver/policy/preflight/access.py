"""May the receiver do every step of it? A right that is missing half-way leaves a change half-done."""

from collections.abc import Sequence

from receiver.domain.decision import Plan
from receiver.domain.surroundings import Right, Unseen


def obstacle(plan: Plan, missing: Sequence[Right] | Unseen) -> str:
    """Name the missing rights, empty when none is. Who does not know its rights does not act."""
    if isinstance(missing, Unseen):
        return f"its rights could not be looked at: {missing.why}"
    if not missing:
        return ""
    rights = ", ".join(map(str, missing))
    return f"the receiver's Role in namespace {plan.target.namespace} lacks: {rights}"
