"""Can the workload be restarted now, and is there time for it?

Never on top of a rollout, which it would mix with; and only where all pods are replaced before the resource may run out at the
earliest: a restart that is half-way then takes pods away from those that have to bear it.
"""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    rollout, assessment = situation.rollout, situation.assessment
    if rollout is None:
        return None
    target = rollout.workload.target
    if rollout.by_hand:
        return Hold("rollout", f"{target} replaces no pod by itself (update strategy OnDelete)")
    if rollout.unfinished:
        return Hold("rollout", f"a rollout of {target} is not finished: {rollout.unfinished}")
    slack_s = min(assessment.eta_lower_s, assessment.horizon_s)
    if rollout.duration_s < slack_s:
        return None
    takes = f"{rollout.workload.replicas} pods, {rollout.at_once} at a time, {rollout.pod_s:.0f} s each"
    return Hold(
        "rollout",
        f"a restart of {target} takes about {rollout.duration_s:.0f} s ({takes}), "
        f"and the resource may run out in {slack_s:.0f} s",
    )
