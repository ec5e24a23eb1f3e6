"""Webhook: there is no size; the plan says whom it calls."""

from receiver.domain.decision import Plan
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation


def size(situation: Situation, _policy: RemediationPolicy) -> Plan | None:
    """Plan the call for a series."""
    call = situation.call
    return None if call is None else Plan("webhook", call.target, "call", 0, 0, f"POST to {call.host}")
