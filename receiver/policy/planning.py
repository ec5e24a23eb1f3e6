"""What would be done about a situation, if every guard let it pass."""

from collections.abc import Mapping
from dataclasses import replace

from receiver.domain.decision import Plan
from receiver.domain.remediation import Outcome
from receiver.policy.approval import no_more_than_asked
from receiver.policy.situation import Situation
from receiver.policy.sizing import SIZINGS

_LED_ON: Mapping[Outcome | None, str] = {Outcome.NO_EFFECT: "had no effect", Outcome.REFUSED: "was refused"}
"""What is to be said of the action that led to another rung."""


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
    ladder = situation.entry.remediation
    why = _why_not_earlier(plan, situation) if plan is not None else []
    if plan is None or ladder is None or not why:
        return plan
    actions: list[str] = [rung.action for rung in ladder.rungs]
    place = ", ".join([f"rung {actions.index(plan.action) + 1} of {len(actions)}", *filter(None, why)])
    return replace(plan, sizing=f"{plan.sizing}; {place}")


def _why_not_earlier(plan: Plan, situation: Situation) -> list[str]:
    """What led past another rung, in words where there is more to say than that it did."""
    tried = situation.tried
    why = [
        f"for {action} is refused: {reason}" for action, reason in situation.refused.items() if action != plan.action
    ]
    if tried is None or tried.plan.action == plan.action:
        return why
    had = _LED_ON.get(tried.outcome, "")
    return [f"for {tried.plan.action} {had} ({tried.id})" if had else "", *why]
