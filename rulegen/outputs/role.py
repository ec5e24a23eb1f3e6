"""The rights that the catalog's actions need, and not one more.

A Role without a namespace: `kubectl apply -n <namespace>` decides where the receiver may act, and the chart makes one per
namespace of it. A forecast whose mode is `dry-run` counts like any other: what it lent while it acted must still be given back.
What belongs to no namespace (nodes, storage classes) stands in a ClusterRole of its own, which only reads. Without it nothing
is known of the nodes before pods are added, which is noted and holds nothing, and volumes are not expanded.
https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from rulegen import conventions
from rulegen.model.forecast import Forecast, Target
from rulegen.outputs.yamlfile import dump

Right = tuple[str, str, str]
"""API group, resource, verb."""

_BUILT_IN = {
    "Deployment": "deployments",
    "StatefulSet": "statefulsets",
    "ReplicaSet": "replicasets",
    "DaemonSet": "daemonsets",
}
_WHERE_PODS_LEAD = ("Deployment", "StatefulSet")
"""What `kind: owner` finds; who runs pods under another kind adds its rights by hand."""


def role(forecasts: Iterable[Forecast], labels: Mapping[str, str]) -> str:
    """The Role; without rules where no entry acts."""
    return _document("Role", conventions.RECEIVER_NAME, _of(forecasts, _IN_A_NAMESPACE), labels)


def cluster_role(forecasts: Iterable[Forecast], labels: Mapping[str, str]) -> str:
    """The ClusterRole; without rules where no entry needs one."""
    return _document("ClusterRole", f"{conventions.RECEIVER_NAME}-cluster", _of(forecasts, _IN_THE_CLUSTER), labels)


def _of(forecasts: Iterable[Forecast], rights: Mapping[str, Callable[[Target], Iterable[Right]]]) -> set[Right]:
    rungs = [rung for forecast in forecasts for rung in forecast.remediation.rungs if rung.action in rights]
    return {right for rung in rungs for right in rights[rung.action](rung.target)}


def _document(kind: str, name: str, rights: Iterable[Right], labels: Mapping[str, str]) -> str:
    verbs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group, resource, verb in rights:
        verbs[group, resource].add(verb)
    rules = [
        {"apiGroups": [group], "resources": [resource], "verbs": sorted(allowed)}
        for (group, resource), allowed in sorted(verbs.items())
    ]
    metadata = {"name": name, "labels": {**labels, "app.kubernetes.io/managed-by": "rulegen"}}
    document = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": metadata, "rules": rules}
    return dump(document, "the catalog")


def _scaling(target: Target) -> Iterator[Right]:
    yield from _target(target)
    for group, resource in map(_place, _kinds(target)):
        yield group, resource, "list"  # to find loans that the receiver's database has lost
        yield group, resource, "patch"  # the lease annotation
        yield group, f"{resource}/scale", "patch"
        if "." in group:  # only the subresource knows where another kind keeps its count
            yield group, f"{resource}/scale", "get"
    for group, autoscalers in (("autoscaling", "horizontalpodautoscalers"), ("keda.sh", "scaledobjects")):
        yield group, autoscalers, "list"
        yield group, autoscalers, "patch"
    yield from _room()


def _restarting(target: Target) -> Iterator[Right]:
    yield from _target(target, "DaemonSet")
    for group, resource in map(_place, _kinds(target, "DaemonSet")):
        yield group, resource, "patch"
    yield "policy", "poddisruptionbudgets", "list"
    yield from _room()


def _expanding(_target_rule: Target) -> Iterator[Right]:
    yield "", "events", "create"
    yield "", "persistentvolumeclaims", "get"
    yield "", "persistentvolumeclaims", "patch"


def _resizing(_target_rule: Target) -> Iterator[Right]:
    yield from _target(Target("owner", None), "DaemonSet")  # whoever makes the pod: its template keeps the old size
    yield "", "pods", "get"
    yield "", "pods", "patch"  # the annotation with the action's id
    yield "", "pods/resize", "patch"
    yield "", "resourcequotas", "list"
    yield "", "limitranges", "list"


def _target(target: Target, *more: str) -> Iterator[Right]:
    """Finding and reading it, and an Event on it."""
    yield "", "events", "create"
    if target.kind == "owner":
        yield "", "pods", "get"
        yield "apps", "replicasets", "get"
    for group, resource in map(_place, _kinds(target, *more)):
        yield group, resource, "get"


def _room() -> Iterator[Right]:
    """For who adds or replaces pods: what could refuse them, and what became of them."""
    yield "", "resourcequotas", "list"
    yield "", "limitranges", "list"
    yield "", "pods", "list"


def _nodes(_target_rule: Target) -> Iterator[Right]:
    yield "", "nodes", "list"
    yield "", "pods", "list"


def _classes(_target_rule: Target) -> Iterator[Right]:
    yield "storage.k8s.io", "storageclasses", "get"


def _kinds(target: Target, *more: str) -> tuple[str, ...]:
    return (*_WHERE_PODS_LEAD, *more) if target.kind == "owner" else (target.kind,)


def _place(kind: str) -> tuple[str, str]:
    name, _, group = kind.partition(".")
    return group or "apps", _BUILT_IN.get(kind, f"{name.lower()}s")


_IN_A_NAMESPACE: Mapping[str, Callable[[Target], Iterable[Right]]] = {
    "scale": _scaling,
    "restart": _restarting,
    "expand-volume": _expanding,
    "resize-memory": _resizing,
}
_IN_THE_CLUSTER: Mapping[str, Callable[[Target], Iterable[Right]]] = {
    "scale": _nodes,
    "restart": _nodes,
    "resize-memory": _nodes,
    "expand-volume": _classes,
}
