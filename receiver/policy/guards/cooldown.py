"""Was this target acted on just now? A second step before the first could show its effect would be guessing."""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    last, remediation = situation.last, situation.remedy
    if last is None or remediation is None:
        return None
    since_s = situation.now_s - last.created_at_s
    if since_s >= remediation.cooldown_s:
        return None
    return Hold("cooldown", f"acted {since_s:.0f} s ago ({last.id}); the cooldown is {remediation.cooldown_s:.0f} s")
