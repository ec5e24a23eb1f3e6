"""What would be done about a situation, if every guard let it pass."""

from dataclasses import replace

from receiver.domain.decision import Plan
from receiver.domain.remediation import Outcome
from receiver.policy.approval import no_more_than_asked
from receiver.policy.situation import Situation
from receiver.policy.sizing import SIZINGS


def planned(situation: Situation) -> Plan | None:
    """Size the change; None while its target was not read, and without an action that this receiver can do."""
    policy = situation.remedy
    size = SIZINGS.get(policy.action) if policy else None
    if policy is None or size is None:
        return None
    plan = _with_rung(size(situation, policy), situation)
    return None if plan is None else no_more_than_asked(plan, situation, policy)


def _with_rung(plan: Plan | None, situation: Situation) -> Plan | None:
    """Say which rung it is, where it is not the first: the record and the message have it from there."""
    tried, ladder = situation.tried, situation.entry.remediation
    if plan is None or ladder is None or tried is None or tried.plan.action == plan.action:
        return plan
    actions: list[str] = [rung.action for rung in ladder.rungs]
    place = f"rung {actions.index(plan.action) + 1} of {len(actions)}"
    if tried.outcome is Outcome.NO_EFFECT:
        place = f"{place}, for {tried.plan.action} had no effect ({tried.id})"
    return replace(plan, sizing=f"{plan.sizing}; {place}")
