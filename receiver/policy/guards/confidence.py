"""Is the probability high enough to act, and not only to tell?"""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    probability, needed = situation.assessment.probability, situation.entry.confidence.act
    if probability >= needed:
        return None
    return Hold("confidence", f"probability {probability:.0%} is below the {needed:.0%} that acting needs")
