"""Does the policy name an action, and is it one this receiver can do? An action it cannot do is never half-done."""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation
from receiver.policy.sizing import SIZINGS


def check(situation: Situation) -> Hold | None:
    remediation = situation.remedy
    if remediation is None or remediation.action == "none":
        return Hold("action", "the policy names no action for this forecast")
    if remediation.action not in SIZINGS:
        known = ", ".join(sorted(SIZINGS))
        return Hold("action", f"this receiver cannot do {remediation.action!r}; it can do {known}")
    return None
