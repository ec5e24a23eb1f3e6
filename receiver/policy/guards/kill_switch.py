"""Has a person switched all acting off? Asked again inside the transaction that claims the action."""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    if not situation.kill_switch:
        return None
    return Hold("kill-switch", f"acting is switched off: {situation.kill_switch}")
