"""How much may be done in a while, whatever the forecasts say: the brake for the day on which all of them are wrong together.

A budget is per receiver, which is per cluster. It is asked twice with the same words: by its guard, and in the transaction that
claims the action, where nobody else can claim at the same moment.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from receiver.domain.action import Unit
from receiver.domain.decision import Plan
from receiver.policy.strict import Strict

HOUR_S = 3600.0

_Count = Annotated[int, Field(ge=0)]


class Budgets(Strict):
    """What all forecasts together may do. The defaults are rulegen's, for a policy file that does not name them.

    Attributes:
        per_hour: actions in the cluster within an hour, those that the cluster refused included.
        per_namespace_per_hour: the same in one namespace.
        added_replicas: replicas on loan at the same time.
    """

    per_hour: _Count = 10
    per_namespace_per_hour: _Count = 3
    added_replicas: _Count = 20


@dataclass(frozen=True, slots=True)
class Spent:
    """What was done already.

    Attributes:
        actions: in the cluster within the last hour.
        namespace_actions: in the target's namespace within the last hour.
        added_replicas: on loan now, an earlier loan on the same target included.
    """

    actions: int = 0
    namespace_actions: int = 0
    added_replicas: int = 0


def exceeded(budgets: Budgets, spent: Spent, plan: Plan) -> str:
    """Say which budget a plan would exceed, empty when none."""
    if spent.actions >= budgets.per_hour:
        return f"{_actions(spent.actions)} within the last hour, {budgets.per_hour} allowed"
    if spent.namespace_actions >= budgets.per_namespace_per_hour:
        done = f"{_actions(spent.namespace_actions)} in namespace {plan.target.namespace}"
        return f"{done} within the last hour, {budgets.per_namespace_per_hour} allowed"
    more = plan.wanted - plan.previous
    if plan.kind.unit is Unit.REPLICAS and spent.added_replicas + more > budgets.added_replicas:
        return f"{spent.added_replicas} added replicas are on loan and {more} more wanted, {budgets.added_replicas} allowed"
    return ""


def _actions(count: int) -> str:
    return f"{count} action" if count == 1 else f"{count} actions"
