"""Reads and raises the memory of a running pod's container, through the `resize` subresource.

https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
"""

from collections.abc import Callable, Mapping
from typing import Any

from kubernetes import client

from receiver.clients.kubernetes.calls import Calls, merge_patch
from receiver.clients.kubernetes.owners import controller_of
from receiver.clients.kubernetes.volumes import as_bytes, as_quantity
from receiver.domain.memory import KIND, ContainerMemory
from receiver.domain.target import Target
from receiver.errors import PermanentError

_RESIZE = "pods/resize"
_PENDING, _IN_PROGRESS = "PodResizePending", "PodResizeInProgress"


class Pods:
    """The part of the port `Cluster` that is about the memory of pods."""

    def __init__(self, api: client.ApiClient, calls: Calls) -> None:
        self._as_json: Callable[[Any], Any] = api.sanitize_for_serialization
        self._core = client.CoreV1Api(api)
        self._calls = calls
        self._resizable: bool | None = None

    def read(self, target: Target, container: str) -> ContainerMemory:
        """Return a container's memory, and the nearest owner of its pod."""
        if target.kind != KIND:
            raise PermanentError(f"{target} is no {KIND}, so it has no memory that could be resized")
        return self._calls.read(
            f"read {target}",
            lambda found: _memory(target, container, self._as_json(found), resizable=self._has_resize()),
            self._core.read_namespaced_pod,
            target.name,
            target.namespace,
        )

    def annotate(self, target: Target, annotations: Mapping[str, str], resource_version: str) -> str:
        """Set annotations; return the new resourceVersion."""
        return self._calls.patch(
            f"annotate {target}",
            lambda patched: str(patched.metadata.resource_version),
            self._core.patch_namespaced_pod,
            target.name,
            target.namespace,
            merge_patch(resource_version, annotations),
        )

    def set_memory(
        self, target: Target, container: str, limit_bytes: int, request_bytes: int, resource_version: str
    ) -> None:
        """Set a container's absolute limit and request; a strategic merge leaves the other containers as they are."""
        resources = {
            "limits": {"memory": as_quantity(limit_bytes)},
            "requests": {"memory": as_quantity(request_bytes)},
        }
        spec = {"containers": [{"name": container, "resources": resources}]}
        self._calls.patch_strategic(
            f"resize {target}",
            lambda _patched: None,
            self._core.patch_namespaced_pod_resize,
            target.name,
            target.namespace,
            merge_patch(resource_version, {}) | {"spec": spec},
        )

    def _has_resize(self) -> bool:
        """Asked once: what the API server serves does not change while the process lives."""
        if self._resizable is None:
            self._resizable = self._calls.read(
                "look up pods/resize",
                lambda served: any(one.name == _RESIZE for one in served.resources),
                self._core.get_api_resources,
            )
        return self._resizable


def _memory(target: Target, name: str, pod: Mapping[str, Any], *, resizable: bool) -> ContainerMemory:
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status") or {}
    container = _named(name, spec["containers"])
    if container is None:
        raise PermanentError(f"{target} has no container {name!r}")
    limit, request = (_amount(container, part) for part in ("limits", "requests"))
    running = _named(name, status.get("containerStatuses") or [])
    conditions = {one["type"]: one for one in status.get("conditions") or [] if one.get("status") == "True"}
    return ContainerMemory(
        target=target,
        container=name,
        phase=status.get("phase", "Pending"),
        resizable=resizable,
        limit_bytes=limit,
        request_bytes=(request if request is not None else limit) or 0,
        actual_bytes=_amount(running or {}, "limits"),
        pending=", ".join(_words(conditions[one]) for one in (_PENDING, _IN_PROGRESS) if one in conditions),
        infeasible=conditions.get(_PENDING, {}).get("reason") == "Infeasible",
        restarts=_restarts(container),
        node=spec.get("nodeName", ""),
        owner=controller_of(pod, target.namespace),
        template_bytes=None,
        resource_version=metadata["resourceVersion"],
        annotations=metadata.get("annotations") or {},
    )


def limit_in(template: Mapping[str, Any], name: str) -> int | None:
    """Read the memory limit that a pod template gives to a container, None when it gives none."""
    container = _named(name, (template.get("spec") or {}).get("containers") or [])
    return None if container is None else _amount(container, "limits")


def _named(name: str, containers: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((one for one in containers if one["name"] == name), None)


def _amount(container: Mapping[str, Any], part: str) -> int | None:
    quantity = ((container.get("resources") or {}).get(part) or {}).get("memory")
    return None if quantity is None else as_bytes(quantity)


def _restarts(container: Mapping[str, Any]) -> bool:
    policies = {one["resourceName"]: one["restartPolicy"] for one in container.get("resizePolicy") or []}
    return policies.get("memory") == "RestartContainer"


def _words(condition: Mapping[str, Any]) -> str:
    told = [condition["type"], condition.get("reason") or "", condition.get("message") or ""]
    return " ".join(filter(None, told))
