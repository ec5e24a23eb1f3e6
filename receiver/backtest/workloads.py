"""Which workload does a pod belong to, and how many replicas did it have? Guessed from the labels, because the past
cluster is gone.

A pod's owner is read from its name, as Kubernetes' controllers build it
(https://kubernetes.io/docs/concepts/workloads/): a Deployment's pods end in a hash and five characters, a
StatefulSet's in a number. Its replicas are the pods that were watched at that moment. Where no pod is named, the
count is an assumption that the user gives.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from receiver.domain.spell import Spell
from receiver.domain.target import Target
from receiver.policy.model import TargetRule

_SAFE = "[bcdfghjklmnpqrstvwxz2456789]"
_OF_A_DEPLOYMENT = re.compile(rf"(?P<name>.+)-{_SAFE}{{5,10}}-{_SAFE}{{5}}")
_OF_A_STATEFUL_SET = re.compile(r"(?P<name>.+)-\d+")


@dataclass(frozen=True)
class Workloads:
    """Workloads of one forecast.

    Attributes:
        pods: target → (pod's name, when it was watched).
        assumed: replicas where pods do not tell.
    """

    pods: Mapping[Target, Sequence[tuple[str, tuple[Spell, ...]]]]
    assumed: int

    def replicas(self, target: Target, at_s: float) -> int:
        """How many replicas it probably had."""
        there = {
            pod
            for pod, spells in self.pods.get(target, ())
            if any(spell.start_s <= at_s < spell.end_s for spell in spells)
        }
        return len(there) or self.assumed


def gather(
    series: Sequence[tuple[Mapping[str, str], tuple[Spell, ...]]], rules: Iterable[TargetRule], assumed: int
) -> Workloads:
    """Find every workload behind some series (labels, and when each was watched)."""
    pods: dict[Target, list[tuple[str, tuple[Spell, ...]]]] = {}
    for labels, spells in series:
        for target in {_target(labels, rule) for rule in rules} - {None} if labels.get("pod") else ():
            if target is not None:
                pods.setdefault(target, []).append((labels["pod"], spells))
    return Workloads(pods, assumed)


def owner_of(namespace: str, pod: str) -> Target:
    """Whatever probably made a pod."""
    if found := _OF_A_DEPLOYMENT.fullmatch(pod):
        return Target("Deployment", namespace, found["name"])
    if found := _OF_A_STATEFUL_SET.fullmatch(pod):
        return Target("StatefulSet", namespace, found["name"])
    return Target("Deployment", namespace, pod)


def _target(labels: Mapping[str, str], rule: TargetRule) -> Target | None:
    namespace, name = labels.get("namespace", ""), labels.get(rule.name_label or "pod", "")
    if not (namespace and name):
        return None
    return owner_of(namespace, name) if rule.name_label is None else Target(rule.kind, namespace, name)
