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
    eaten = for_a_person(situation)
    if eaten and policy.mode != "approve":
        return Hold("volume", f"{eaten}; a person decides (mode approve)")
    return None


def for_a_person(situation: Situation) -> str:
    """Say why nobody but a person should have it grow once more, empty when there is no reason."""
    volume, policy, times = situation.volume, situation.remedy, situation.expansions
    if volume is None or policy is None or times < policy.max_expansions:
        return ""
    return f"{volume.target} was expanded {times} times within a week and fills again ({policy.max_expansions} allowed)"
