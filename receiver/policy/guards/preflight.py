"""Would anything in the cluster be in the way? Asked when nothing else holds, and before the intent; `policy.preflight` judges.

It comes before the mode, so that a dry run reports the obstacle as well.
"""

from receiver.domain.decision import Hold
from receiver.policy.preflight import obstacles
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    plan, policy, seen = situation.plan, situation.remedy, situation.surroundings
    if plan is None or policy is None:
        return None
    if seen is None:
        return Hold("preflight", f"the cluster was not asked what would be in the way of: {plan}")
    found = obstacles(plan, policy, seen)
    return Hold("preflight", f"would {plan}, but {'; '.join(found)}") if found else None
