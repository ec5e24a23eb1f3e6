"""Can the workload bear more replicas? Zero, paused and one-of-a-kind workloads are a person's decision.

A singleton is a workload at one replica whose rollout strategy is Recreate: its author said that two pods must never run side
by side. A rolling Deployment at one replica runs two at every rollout, so scaling it is no news to it. StatefulSets count as
singletons or quorum members, whatever their size.
"""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    workload = situation.workload
    if workload is None:
        return None
    if workload.replicas == 0:
        return Hold("workload", f"{workload.target} is scaled to zero; it is never started from here")
    if workload.paused:
        return Hold("workload", f"{workload.target} is paused")
    if workload.recreate:
        return Hold("workload", f"{workload.target} forbids pods side by side (strategy Recreate)")
    if workload.target.kind == "StatefulSet":
        return Hold("workload", f"{workload.target} is a StatefulSet: it may be a quorum, a person decides")
    return None
