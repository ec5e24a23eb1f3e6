"""Is an earlier action on this target still waiting for its effect? One at a time; the store's unique index says so too."""

from receiver.domain.decision import Hold
from receiver.domain.remediation import RUNNING
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    last = situation.last
    if last is None or last.state not in RUNNING:
        return None
    return Hold("running", f"remediation {last.id} on this target has not been verified yet")
