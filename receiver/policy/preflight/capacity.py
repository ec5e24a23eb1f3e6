"""Do the nodes have room for the new pods? Counted from what pods ask for, as the scheduler does, not from what they use.

A node counts when it is ready, not cordoned, selected by the pod and without a taint that the pod does not tolerate.
Anti-affinity, spreading, volumes and preemption are not counted, so what is found here can be less than what there is, or more:
what came of it is looked at after the action. https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from receiver.domain.surroundings import Amounts, Expression, Node, PodShape, Room, Surroundings, Taint, Toleration
from receiver.policy.preflight.words import amount

_ROUNDING = 1e-9
"""A tenth of a core fits three times into three tenths, whatever floats say."""


def room(pod: PodShape, nodes: Iterable[Node]) -> Room:
    """Count how many pods of a shape the nodes take."""
    needed = {**pod.requests, "pods": 1.0}
    fits, left_out = 0, Counter[str]()
    every = list(nodes)
    for node in every:
        reason = _unfit(pod, node) or _lacking(needed, node.free)
        if reason:
            left_out[reason] += 1
        else:
            fits += min(int(node.free[name] / asked + _ROUNDING) for name, asked in needed.items() if asked > 0)
    return Room(fits, len(every), dict(sorted(left_out.items())))


def obstacle(seen: Surroundings) -> str:
    """Say how many of the new pods would wait for a node, empty when none."""
    found, pod = seen.room, seen.pod
    if not isinstance(found, Room) or not isinstance(pod, PodShape) or found.fits >= seen.added:
        return ""
    each = ", ".join(f"{amount(name, asked)} {name}" for name, asked in sorted(pod.requests.items())) or "nothing"
    out = "".join(f", {count} {reason}" for reason, count in found.left_out.items())
    some = f"{seen.added} more pods" if seen.added > 1 else "one more pod"
    return f"the nodes have room for {found.fits} of {some} (each asks for {each}): {found.nodes} nodes{out}"


def _unfit(pod: PodShape, node: Node) -> str:
    if node.cordoned:
        return "cordoned"
    if not node.ready:
        return "not ready"
    if not pod.node_selector.items() <= node.labels.items() or not _has_affinity(pod, node):
        return "not selected by the pod"
    if not all(_tolerated(taint, pod.tolerations) for taint in node.taints):
        return "tainted"
    return ""


def _lacking(needed: Amounts, free: Amounts) -> str:
    short = next((name for name, asked in sorted(needed.items()) if asked > free.get(name, 0.0)), None)
    return f"with too little {short} left" if short else ""


def _has_affinity(pod: PodShape, node: Node) -> bool:
    named = {**node.labels, "metadata.name": node.name}
    return not pod.affinity or any(all(_holds(one, named) for one in term) for term in pod.affinity)


def _holds(condition: Expression, labels: Mapping[str, str]) -> bool:
    """An operator that is not known holds nowhere: a later Kubernetes may have more."""
    value, values = labels.get(condition.key), condition.values
    operators: dict[str, Callable[[], bool]] = {
        "In": lambda: value in values,
        "NotIn": lambda: value not in values,
        "Exists": lambda: value is not None,
        "DoesNotExist": lambda: value is None,
        "Gt": lambda: _number(value) > _number(values[0]),
        "Lt": lambda: _number(value) < _number(values[0]),
    }
    return operators.get(condition.operator, lambda: False)()


def _number(text: str | None) -> float:
    """Not a number compares false with everything."""
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")


def _tolerated(taint: Taint, tolerations: Iterable[Toleration]) -> bool:
    """https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/"""
    if taint.effect == "PreferNoSchedule":
        return True
    return any(
        one.key in ("", taint.key) and one.effect in ("", taint.effect) and (one.exists or one.value == taint.value)
        for one in tolerations
    )
