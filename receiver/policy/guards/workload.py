"""Can the workload bear more replicas? Zero and paused ones never; one-of-a-kind and quorum ones only when a person approves.

A singleton is a workload whose rollout strategy is Recreate: its author said that two pods must never run side by side. A
rolling Deployment at one replica runs two at every rollout, so scaling it is no news to it. Whatever is not a rolling
Deployment (or Argo's Rollout) may be a quorum, in which another member changes how it votes: a StatefulSet, or a kind that an
operator brought along. A Deployment counts as one when its labels say that it is a known quorum system.
"""

from receiver.domain.decision import Hold
from receiver.domain.target import Workload
from receiver.policy.situation import Situation

_ROLLING = frozenset({"Deployment", "Rollout.argoproj.io", "DaemonSet"})
_QUORUMS = frozenset({"consul", "etcd", "kafka", "zookeeper"})
_NAMES = ("app.kubernetes.io/name", "app")
"""Labels that say what a workload is: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/"""


def check(situation: Situation) -> Hold | None:
    workload, policy = situation.workload, situation.remedy
    if workload is None:
        return None
    if workload.replicas == 0:
        return Hold("workload", f"{workload.target} is scaled to zero; it is never started from here")
    if workload.paused:
        return Hold("workload", f"{workload.target} is paused")
    special = for_a_person(situation)
    if special and (policy is None or policy.mode != "approve"):
        return Hold("workload", f"{special}; a person decides (mode approve)")
    return None


def for_a_person(situation: Situation) -> str:
    """Say why nobody but a person should add a pod to it, empty when there is no reason."""
    workload = situation.workload
    special = _special(workload) if workload is not None else ""
    return f"{situation.target} {special}" if special else ""


def _special(workload: Workload) -> str:
    if workload.recreate:
        return "forbids pods side by side (strategy Recreate)"
    system = next((workload.labels[name] for name in _NAMES if workload.labels.get(name) in _QUORUMS), None)
    if system is not None:
        return f"is {system}, a quorum"
    if workload.target.kind not in _ROLLING:
        return f"is a {workload.target.kind}: it may be a quorum"
    return ""
