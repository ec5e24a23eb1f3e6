"""What would be done about a situation, if every guard let it pass."""

from receiver.domain.decision import Plan
from receiver.policy.approval import no_more_than_asked
from receiver.policy.situation import Situation
from receiver.policy.sizing import SIZINGS


def planned(situation: Situation) -> Plan | None:
    """Size the change; None while its target was not read, and without an action that this receiver can do."""
    policy = situation.remedy
    size = SIZINGS.get(policy.action) if policy else None
    if policy is None or size is None:
        return None
    plan = size(situation, policy)
    return None if plan is None else no_more_than_asked(plan, situation, policy)
