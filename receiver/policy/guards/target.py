"""Is it clear which object to act on, and could it be read?"""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    if situation.target is not None:
        return None
    return Hold("target", situation.unresolved or "no target could be derived from the alert's labels")
