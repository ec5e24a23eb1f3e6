"""Which workload would have been acted on, and how many replicas did it have? Guessed from the labels, because the
past cluster is gone.

A pod's owner is read from its name, as Kubernetes' controllers build it
(https://kubernetes.io/docs/concepts/workloads/): a Deployment's pods end in a hash and five characters, a
StatefulSet's in a number. Its replicas are the pods that were watched at that moment. Where no pod is named, the
count is an assumption that the user gives.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from receiver.domain.spell import Spell
from receiver.domain.target import Target, Workload
from receiver.policy.model import TargetRule

_SAFE = "[bcdfghjklmnpqrstvwxz2456789]"
_OF_A_DEPLOYMENT = re.compile(rf"(?P<name>.+)-{_SAFE}{{5,10}}-{_SAFE}{{5}}")
_OF_A_STATEFUL_SET = re.compile(r"(?P<name>.+)-\d+")


@dataclass(frozen=True)
class Workloads:
    """Targets of one forecast.

    Attributes:
        rule: of the policy.
        pods: target → (pod's name, when it was watched).
        assumed_replicas: where pods do not tell.
    """

    rule: TargetRule
    pods: Mapping[Target, Sequence[tuple[str, tuple[Spell, ...]]]]
    assumed_replicas: int

    def find(self, labels: Mapping[str, str], at_s: float) -> tuple[Workload | None, str]:
        """Return the workload as it probably was, or None and why not."""
        target = target_of(labels, self.rule)
        if target is None:
            return None, "the labels name no workload"
        there = {
            pod
            for pod, spells in self.pods.get(target, ())
            if any(spell.start_s <= at_s < spell.end_s for spell in spells)
        }
        replicas = len(there) or self.assumed_replicas
        return Workload(
            target, replicas, "", paused=False, recreate=False, labels={}, annotations={}, autoscaler=None
        ), ""


def gather(series: Sequence[tuple[Mapping[str, str], tuple[Spell, ...]]], rule: TargetRule, assumed: int) -> Workloads:
    """Find every workload behind some series (labels, and when each was watched)."""
    pods: dict[Target, list[tuple[str, tuple[Spell, ...]]]] = {}
    for labels, spells in series:
        target = target_of(labels, rule)
        if target is not None and labels.get("pod"):
            pods.setdefault(target, []).append((labels["pod"], spells))
    return Workloads(rule, pods, assumed)


def target_of(labels: Mapping[str, str], rule: TargetRule) -> Target | None:
    """The workload that the labels of a series lead to."""
    namespace = labels.get("namespace", "")
    if rule.name_label is not None:
        name = labels.get(rule.name_label, "")
        return Target(rule.kind, namespace, name) if namespace and name else None
    pod = labels.get("pod", "")
    if not (namespace and pod):
        return None
    if found := _OF_A_DEPLOYMENT.fullmatch(pod):
        return Target("Deployment", namespace, found["name"])
    if found := _OF_A_STATEFUL_SET.fullmatch(pod):
        return Target("StatefulSet", namespace, found["name"])
    return Target("Deployment", namespace, pod)
