"""Is the probability high enough to act, and not only to tell?"""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    probability, needed = situation.assessment.probability, situation.entry.confidence.act
    if probability >= needed:
        return None
    shown = min(round(probability, 3), needed - 0.001)  # what is just below must not read as if it were enough
    return Hold("confidence", f"probability {shown:.1%} is below the {needed:.1%} that acting needs")
