"""What an action needs to know of the cluster before it can be decided about, read from there; `receiver backtest` asks
what history tells of it in the same way.

One reader per action; each fills in its part of the situation, from which the target follows.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from receiver.domain.call import Call
from receiver.domain.target import Target
from receiver.errors import PermanentError
from receiver.policy.model import TargetRule
from receiver.policy.situation import Situation
from receiver.ports import Targets

Reader = Callable[[Targets, Situation, TargetRule], Situation]


def looked_up(cluster: Targets, situation: Situation) -> Situation:
    """Return the situation with the target of its action read; as it is where the policy names none.

    Raises:
        TemporaryError: the cluster cannot be asked.
        PermanentError: there is no such target, or it is not to be acted on.
    """
    policy = situation.remedy
    return situation if policy is None else READERS[policy.action](cluster, situation, policy.target)


def _workload(cluster: Targets, situation: Situation, rule: TargetRule) -> Situation:
    return replace(situation, workload=cluster.workload(_target(cluster, situation, rule)))


def _target(cluster: Targets, situation: Situation, rule: TargetRule) -> Target:
    namespace = _label(situation, "namespace")
    if rule.name_label is None:
        return cluster.owner_of(namespace, _label(situation, "pod"))
    return Target(rule.kind, namespace, _label(situation, rule.name_label))


def _volume(cluster: Targets, situation: Situation, rule: TargetRule) -> Situation:
    if rule.name_label is None:
        raise PermanentError("the policy names no label that holds the claim's name")
    target = Target(rule.kind, _label(situation, "namespace"), _label(situation, rule.name_label))
    return replace(situation, volume=cluster.volume(target))


def _memory(cluster: Targets, situation: Situation, rule: TargetRule) -> Situation:
    if rule.name_label is None:
        raise PermanentError("the policy names no label that holds the pod's name")
    target = Target(rule.kind, _label(situation, "namespace"), _label(situation, rule.name_label))
    return replace(situation, memory=cluster.memory(target, _label(situation, "container")))


def _label(situation: Situation, name: str) -> str:
    """A label that names the target. It must be one that chose the series: nothing else proves that they belong together, and
    whoever forges an alert could have any workload scaled for the trouble of another."""
    alert, by = situation.alert, situation.entry.by
    if name not in by:
        raise PermanentError(f"the label {name!r}, which the policy's target rule needs, is not one of its by-labels")
    if not alert.labels.get(name):
        raise PermanentError(f"the alert has no label {name!r}, which the policy's target rule needs")
    return alert.labels[name]


def _rollout(cluster: Targets, situation: Situation, rule: TargetRule) -> Situation:
    rollout = cluster.rollout(_target(cluster, situation, rule))
    return replace(situation, rollout=rollout, workload=rollout.workload)


def _call(_cluster: Targets, situation: Situation, _rule: TargetRule) -> Situation:
    policy, by = situation.remedy, situation.entry.by
    if policy is None or policy.url is None:
        raise PermanentError("the policy names no url to call")
    labels = {name: _label(situation, name) for name in by}
    return replace(situation, call=Call(policy.url, situation.alert.forecast, labels))


READERS: Mapping[str, Reader] = {
    "scale": _workload,
    "restart": _rollout,
    "expand-volume": _volume,
    "webhook": _call,
    "resize-memory": _memory,
}
