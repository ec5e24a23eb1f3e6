"""Which of an entry's actions is asked about: the first of its ladder that applies.

A ladder is the entry's action and those of its `then`, in order, each action at most once. It begins at the first; an action
that was verified to have no effect leads to the next, and so does one that the cluster refuses as such. Doubt does not: what
could not be shown to help is for a person. At the last rung it stays. Every rung is asked about by every guard, and rests for
its own cooldown before it is taken again; for a rung that had no effect or was refused the next one does not wait.

More replicas slow down only what follows the load, so a growth that does not passes `scale` over. While that cannot be told,
nothing is passed over and the guard `load` holds.
"""

from collections.abc import Collection

from receiver.domain.load import Drives, LoadFinding
from receiver.domain.remediation import HELPLESS, Remediation
from receiver.policy.model import RemediationPolicy

NEEDS_LOAD = "scale"
"""The action that helps only where the growth follows the load."""


def rung(
    policy: RemediationPolicy | None,
    tried: Remediation | None = None,
    load: LoadFinding | None = None,
    refused: Collection[str] = (),
) -> RemediationPolicy | None:
    """Return the part of the policy that applies now, None where the policy names no action.

    Args:
        tried: what was done last about this alert and still counts, None when nothing was.
        load: whether the growth follows the load, None where nobody asks.
        refused: actions that the cluster would refuse; passed over while there is another.
    """
    if policy is None:
        return None
    rungs = policy.rungs
    at = next((place for place, one in enumerate(rungs) if tried and one.action == tried.plan.action), 0)
    helpless = tried is not None and tried.outcome in HELPLESS and rungs[at].action == tried.plan.action
    left = rungs[min(at + helpless, len(rungs) - 1) :]
    chosen = next((one for one in left if one.action not in refused), left[0])
    if chosen.action != NEEDS_LOAD or load is None or load.drives is not Drives.DOES_NOT:
        return chosen
    return next((one for one in left if one.action != NEEDS_LOAD and one.action not in refused), chosen)


def above(policy: RemediationPolicy | None, action: str) -> str:
    """Say what follows when an action had no effect or was refused, for people; empty where there is no ladder."""
    if policy is None or not policy.then:
        return ""
    actions: list[str] = [one.action for one in policy.rungs]
    after = actions[actions.index(action) + 1 :] if action in actions else []
    return f"next is {after[0]}, as far as every guard allows" if after else "it was the last that may be done"


def resting(
    newest: Remediation | None, alike: Remediation | None, action: str, cooldown_s: float, now_s: float
) -> Remediation | None:
    """Return the remediation of a target that an action must rest after, None when there is none.

    Args:
        newest: of the target.
        alike: the newest one of this very action.
    """
    for one in (alike, newest):
        if one is None or now_s - one.created_at_s >= cooldown_s:
            continue
        if one.plan.action == action or one.outcome not in HELPLESS:
            return one
    return None
