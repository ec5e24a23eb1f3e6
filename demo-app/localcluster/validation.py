"""What the API refuses to store although it is well-formed (422)."""

from typing import Any

from localcluster import volumes
from localcluster.resources import EVENTS, HPAS, PODS, PVCS, Resource
from localcluster.status import invalid
from localcluster.store import Object


def check_change(resource: Resource, old: Object, new: Object) -> None:
    """Check a change.

    Raises:
        ApiError: 422 naming the field.
    """
    name = old["metadata"]["name"]
    for field in ("name", "namespace", "uid"):
        if new["metadata"].get(field) != old["metadata"].get(field):
            raise invalid(resource.kind, name, f"metadata.{field}", "field is immutable")
    spec = new.get("spec") or {}
    if resource.scalable:
        check_replicas(resource.kind, name, spec.get("replicas"))
    if resource is HPAS:
        _check_bounds(name, spec)
    if resource is PVCS:
        volumes.check_change(old, new)
    if resource is PODS and spec != old["spec"]:
        raise invalid(resource.kind, name, "spec", "Forbidden: pod updates may not change fields other than the image")


def check_replicas(kind: str, name: str, replicas: Any) -> None:
    """Check a wanted number of replicas.

    Raises:
        ApiError: 422.
    """
    if not isinstance(replicas, int) or isinstance(replicas, bool) or replicas < 0:
        raise invalid(kind, name, "spec.replicas", f"Invalid value: {replicas!r}: must be greater than or equal to 0")


def check_event(namespace: str, event: Object) -> None:
    """Check a new Event.

    Raises:
        ApiError: 422.
    """
    about = event.get("involvedObject") or {}
    if about.get("namespace") != namespace:
        raise invalid(EVENTS.kind, "", "involvedObject.namespace", "does not match event.namespace")


def _check_bounds(name: str, spec: Object) -> None:
    least, most = spec.get("minReplicas", 1), spec.get("maxReplicas")
    if not isinstance(least, int) or least < 1:
        problem = f"Invalid value: {least!r}: must be greater than or equal to 1"
        raise invalid(HPAS.kind, name, "spec.minReplicas", problem)
    if not isinstance(most, int) or most < least:
        problem = f"Invalid value: {most!r}: must be greater than or equal to `minReplicas`"
        raise invalid(HPAS.kind, name, "spec.maxReplicas", problem)
