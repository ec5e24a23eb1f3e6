"""Is it a time in which nothing may be changed?"""

from receiver.domain.decision import Hold
from receiver.policy.maintenance import standstill
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    alert = situation.alert
    namespace = alert.labels.get("namespace", "")
    reason = standstill(situation.maintenance, alert.forecast, namespace, situation.now_s)
    return Hold("maintenance", reason) if reason else None
