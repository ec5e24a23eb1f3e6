"""Is acting switched on for this forecast? Asked late, so that the message can say exactly what would have been done."""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    remediation = situation.remedy
    if remediation is None or remediation.mode != "dry-run":
        return None
    return Hold("mode", f"mode is dry-run: would {situation.plan}")
