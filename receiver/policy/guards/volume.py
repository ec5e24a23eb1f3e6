"""Can the volume grow now, and should it grow once more?

Only a bound claim whose class allows it grows, and never while an earlier growth has not come true. A growth that eats every
expansion ends with a person: after `max_expansions` within a week only mode `approve` goes on.
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    volume, policy = situation.volume, situation.remedy
    if volume is None or policy is None:
        return None
    name = volume.target
    if volume.phase != "Bound":
        return Hold("volume", f"{name} is {volume.phase}, not Bound")
    if not volume.expandable:
        kind = (
            f"its storage class {volume.storage_class!r}" if volume.storage_class else "a claim without storage class"
        )
        return Hold("volume", f"{name} cannot grow: {kind} does not allow it (allowVolumeExpansion)")
    if volume.unfinished:
        return Hold("volume", f"an earlier growth of {name} has not come true yet: {volume.unfinished}")
    if situation.expansions >= policy.max_expansions and policy.mode != "approve":
        eaten = f"{name} was expanded {situation.expansions} times within a week and fills again"
        return Hold("volume", f"{eaten} ({policy.max_expansions} allowed); a person decides (mode approve)")
    return None
