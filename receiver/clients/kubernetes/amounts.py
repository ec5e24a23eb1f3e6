"""What pods ask for and nodes give, read from the API's quantities.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from kubernetes.utils.quantity import parse_quantity

from receiver.domain.surroundings import Amounts, Container, Expression, PodShape, Toleration

_parsed: Callable[[Any], Decimal] = parse_quantity
_POD_NODE_AFFINITY = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")


def amounts(quantities: Mapping[str, Any] | None) -> dict[str, float]:
    """Read quantities by name: `{"cpu": "500m"}` is half a core.

    Raises:
        ValueError: one is no quantity.
    """
    return {name: float(_parsed(text)) for name, text in (quantities or {}).items()}


def pod_shape(template: Mapping[str, Any]) -> PodShape:
    """Read a pod, or the template of one."""
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    initial = spec.get("initContainers") or []
    sidecars = [one for one in initial if one.get("restartPolicy") == "Always"]
    return PodShape(
        labels=metadata.get("labels") or {},
        containers=_containers([*(spec.get("containers") or []), *sidecars]),
        first=_containers(one for one in initial if one not in sidecars),
        node_selector=spec.get("nodeSelector") or {},
        tolerations=tuple(_toleration(one) for one in spec.get("tolerations") or []),
        affinity=_affinity(spec),
        priority_class=spec.get("priorityClassName") or "",
        overhead=amounts(spec.get("overhead")),
    )


def requests_of(pod: Mapping[str, Any]) -> Amounts:
    """What the scheduler counts for a pod that is there."""
    return {**pod_shape(pod).requests, "pods": 1.0}


def _containers(given: Iterable[Mapping[str, Any]]) -> tuple[Container, ...]:
    """A limit without a request is the request as well; a container that asks for nothing is one all the same."""
    found = []
    for one in given:
        resources = one.get("resources") or {}
        limits = amounts(resources.get("limits"))
        found.append(Container({**limits, **amounts(resources.get("requests"))}, limits))
    return tuple(found)


def _toleration(one: Mapping[str, Any]) -> Toleration:
    exists = one.get("operator", "Equal") == "Exists"
    return Toleration(one.get("key") or "", one.get("value") or "", one.get("effect") or "", exists)


def _affinity(spec: Mapping[str, Any]) -> tuple[tuple[Expression, ...], ...]:
    required: Any = spec
    for part in _POD_NODE_AFFINITY:
        required = (required or {}).get(part)
    terms = (required or {}).get("nodeSelectorTerms") or []
    return tuple(
        tuple(
            Expression(one["key"], one["operator"], tuple(one.get("values") or ()))
            for part in ("matchExpressions", "matchFields")
            for one in term.get(part) or []
        )
        for term in terms
    )
