"""Does the growth follow the load, where more replicas are asked for and the author has named a load? Otherwise they would only
leak beside each other. `receiver.forecast.load` compares the two; doubt holds.
"""

from receiver.domain.decision import Hold
from receiver.domain.load import Drives
from receiver.policy.ladder import NEEDS_LOAD
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    policy, load = situation.remedy, situation.load
    if policy is None or load is None or policy.action != NEEDS_LOAD or load.drives is Drives.FOLLOWS:
        return None
    if load.drives is Drives.UNKNOWN:
        return Hold(
            "load", f"cannot tell whether the growth follows the load: {load.words}; only then more replicas help"
        )
    return Hold("load", f"the growth does not follow the load: {load.words}; more replicas would not slow it down")
