"""Which of an entry's actions is asked about: the first of its ladder that applies.

A ladder is the entry's action and those of its `then`, in order, each action at most once.
"""

from receiver.policy.model import RemediationPolicy


def rung(policy: RemediationPolicy | None) -> RemediationPolicy | None:
    """Return the part of the policy that applies now, None where the policy names no action."""
    return None if policy is None else policy.rungs[0]
