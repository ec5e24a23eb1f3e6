"""What would be done about a situation, if every guard let it pass."""

from receiver.domain.decision import Plan
from receiver.policy.approval import no_more_than_asked
from receiver.policy.situation import Situation
from receiver.policy.sizing import size_scale


def planned(situation: Situation) -> Plan | None:
    """Size the change; None without a workload or without a remediation in the policy."""
    policy = situation.entry.remediation
    if situation.workload is None or policy is None:
        return None
    plan = size_scale(situation.workload, situation.assessment, policy)
    return no_more_than_asked(plan, situation, policy)
