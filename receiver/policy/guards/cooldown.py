"""Was this target acted on just now? A second step before the first could show its effect would be guessing, and block storage
refuses a second growth soon after the first. The next rung of a ladder need not wait for one that had no effect.
"""

from receiver.domain.decision import Hold
from receiver.policy import ladder, volumes
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    policy, volume, now_s = situation.remedy, situation.volume, situation.now_s
    if policy is None:
        return None
    cooldown_s = policy.cooldown_s if volume is None else volumes.cooldown_s(volume, policy)
    last = ladder.resting(situation.last, situation.alike, policy.action, cooldown_s, now_s)
    if last is None:
        return None
    since_s = now_s - last.created_at_s
    return Hold("cooldown", f"acted {since_s:.0f} s ago ({last.id}); the cooldown is {cooldown_s:.0f} s")
