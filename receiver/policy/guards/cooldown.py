"""Was this target acted on just now? A second step before the first could show its effect would be guessing, and block storage
refuses a second growth soon after the first.
"""

from receiver.domain.decision import Hold
from receiver.policy import volumes
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    last, policy, volume = situation.last, situation.remedy, situation.volume
    if last is None or policy is None:
        return None
    since_s = situation.now_s - last.created_at_s
    cooldown_s = policy.cooldown_s if volume is None else volumes.cooldown_s(volume, policy)
    if since_s >= cooldown_s:
        return None
    return Hold("cooldown", f"acted {since_s:.0f} s ago ({last.id}); the cooldown is {cooldown_s:.0f} s")
