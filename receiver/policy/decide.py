"""The decision: every guard in order, the first hold wins."""

from receiver.domain.decision import Decision
from receiver.policy.guards import GUARDS
from receiver.policy.preflight import notes
from receiver.policy.situation import Situation


def decide(situation: Situation) -> Decision:
    """Act on the plan when no guard holds."""
    seen = situation.surroundings
    unseen = notes(seen) if seen else ()
    for guard in GUARDS:
        hold = guard.check(situation)
        if hold is not None:
            return Decision(situation.plan, hold, unseen)
    return Decision(situation.plan, None, unseen)
