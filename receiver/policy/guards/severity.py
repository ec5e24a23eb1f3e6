"""May an alert of this severity act? By default only the fast one: the slow one has hours for a person to look."""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    remediation = situation.remedy
    if remediation is None or situation.alert.severity in remediation.severities:
        return None
    allowed = ", ".join(remediation.severities) or "none"
    return Hold("severity", f"alerts of severity {situation.alert.severity!r} do not act (those that may: {allowed})")
