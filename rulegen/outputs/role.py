"""The rights that the catalog's actions need in a namespace where they may act, and not one more.

A Role without a namespace: `kubectl apply -n <namespace>` decides where the receiver may act, and the chart makes one per
namespace of it. A forecast whose mode is `dry-run` counts like any other: what it lent while it acted must still be given back.
https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rulegen import conventions
from rulegen.model.forecast import Forecast, Target
from rulegen.outputs.yamlfile import dump

Right = tuple[str, str, str]
"""API group, resource, verb."""

_BUILT_IN = {"Deployment": "deployments", "StatefulSet": "statefulsets", "ReplicaSet": "replicasets"}
_WHERE_PODS_LEAD = ("Deployment", "StatefulSet")
"""What `kind: owner` finds; who runs pods under another kind adds its rights by hand."""


def role(forecasts: list[Forecast], labels: Mapping[str, str]) -> str:
    """The Role; without rules where no entry acts."""
    verbs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for forecast in forecasts:
        if forecast.remediation.action == "scale":
            for group, resource, verb in _scaling(forecast.remediation.target):
                verbs[group, resource].add(verb)
    rules = [
        {"apiGroups": [group], "resources": [resource], "verbs": sorted(allowed)}
        for (group, resource), allowed in sorted(verbs.items())
    ]
    metadata = {"name": conventions.RECEIVER_NAME, "labels": {**labels, "app.kubernetes.io/managed-by": "rulegen"}}
    document = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata, "rules": rules}
    return dump(document, "the catalog")


def _scaling(target: Target) -> Iterator[Right]:
    yield "", "events", "create"
    if target.kind == "owner":
        yield "", "pods", "get"
        yield "apps", "replicasets", "get"
    for kind in _WHERE_PODS_LEAD if target.kind == "owner" else (target.kind,):
        yield from _workload(kind)
    for group, autoscalers in (("autoscaling", "horizontalpodautoscalers"), ("keda.sh", "scaledobjects")):
        yield group, autoscalers, "list"
        yield group, autoscalers, "patch"


def _workload(kind: str) -> Iterator[Right]:
    name, _, group = kind.partition(".")
    plural = _BUILT_IN.get(kind, f"{name.lower()}s")
    yield group or "apps", plural, "get"
    yield group or "apps", plural, "patch"  # the lease annotation
    yield group or "apps", f"{plural}/scale", "patch"
    if group:  # only the subresource knows where another kind keeps its count
        yield group, f"{plural}/scale", "get"
