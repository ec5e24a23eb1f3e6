"""Reads and patches workloads: whatever has a `scale` subresource, and the autoscaler above it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from kubernetes import client

from receiver.clients.kubernetes.annotated import AnnotatedObjects
from receiver.clients.kubernetes.autoscalers import Autoscalers
from receiver.clients.kubernetes.calls import Calls, merge_patch
from receiver.clients.kubernetes.kinds import Kinds
from receiver.clients.kubernetes.owners import controller_of
from receiver.clients.kubernetes.pods import Pods, limit_in
from receiver.clients.kubernetes.rollouts import Rollouts
from receiver.clients.kubernetes.volumes import Volumes
from receiver.domain.memory import ContainerMemory
from receiver.domain.rollout import Rollout
from receiver.domain.target import Annotated, Autoscaler, Target, Workload
from receiver.domain.volume import Volume
from receiver.errors import ConflictError, PermanentError

T = TypeVar("T")

_COMPONENT = "predictive-reliability-engine"

_STEPS_UP = 5
"""ReplicaSet, Deployment and three operators' kinds; more is a loop or nothing that we understand."""
_COUNTS_IN_SPEC = frozenset({"Deployment", "StatefulSet", "ReplicaSet"})
"""Kinds whose count is known to be `spec.replicas`; for the others only the `scale` subresource knows the field."""


class Kubernetes:
    """Implements the port `Cluster`.

    Args:
        api: a configured client of the official library.
        timeout_s: for connecting and for each wait on the socket.
        dry_run: see `rehearsal`.
    """

    def __init__(self, api: client.ApiClient, timeout_s: float = 10.0, *, dry_run: bool = False) -> None:
        self._api, self._timeout_s = api, timeout_s
        self._as_json: Callable[[Any], Any] = api.sanitize_for_serialization
        self._core = client.CoreV1Api(api)
        self._objects = client.CustomObjectsApi(api)
        self._calls = Calls(timeout_s, dry_run=dry_run)
        self._kinds = Kinds(api, self._calls)
        self._autoscalers = Autoscalers(api, self._calls, self._kinds)
        self._rollouts = Rollouts(api, self._calls, self._kinds)
        self._annotated = AnnotatedObjects(api, self._calls, self._kinds)
        self._volumes = Volumes(api, self._calls)
        self._pods = Pods(api, self._calls)
        self._in_core = {
            "PersistentVolumeClaim": self._core.read_namespaced_persistent_volume_claim,
            "Pod": self._core.read_namespaced_pod,
        }

    def rehearsal(self) -> "Kubernetes":
        return Kubernetes(self._api, self._timeout_s, dry_run=True)

    def owner_of(self, namespace: str, pod: str) -> Target:
        what = f"pod {namespace}/{pod}"
        owner = self._calls.read(
            f"read {what}",
            lambda found: controller_of(self._as_json(found), namespace),
            self._core.read_namespaced_pod,
            pod,
            namespace,
        )
        if owner is None:
            raise PermanentError(f"{what} has no controlling owner, so there is nothing to scale")
        for _ in range(_STEPS_UP):
            above = self._read(owner, lambda found: controller_of(found, namespace))
            if above is None:
                return owner
            owner = above
        raise PermanentError(f"{what} has more than {_STEPS_UP} owners above it")

    def workload(self, target: Target) -> Workload:
        if not self._kinds.resource(target.kind).scalable:
            raise PermanentError(f"{target} cannot be scaled: its kind has no `scale` subresource")
        found, owner = self._read(target, lambda read: (_workload(target, read), controller_of(read, target.namespace)))
        if owner is not None:
            raise PermanentError(f"{target} is controlled by {owner}, which would undo a change")
        if target.kind not in _COUNTS_IN_SPEC:
            found = replace(found, replicas=self._read_scale(target))
        return replace(found, autoscaler=self._autoscalers.above(target))

    def annotated(self, namespace: str, kinds: Sequence[str], annotation: str) -> tuple[list[Annotated], list[str]]:
        return self._annotated.find(namespace, kinds, annotation)

    def annotate(self, target: Target, annotations: Mapping[str, str | None], resource_version: str) -> str:
        return self._calls.patch(
            f"annotate {target}",
            lambda patched: str(patched["metadata"]["resourceVersion"]),
            self._objects.patch_namespaced_custom_object,
            *self._place(target),
            merge_patch(resource_version, annotations),
        )

    def set_replicas(self, target: Target, replicas: int, resource_version: str) -> None:
        self._calls.patch(
            f"scale {target}",
            dict,
            self._objects.patch_namespaced_custom_object_scale,
            *self._place(target),
            merge_patch(resource_version, {}) | {"spec": {"replicas": replicas}},
        )

    def set_floor(self, target: Target, above: Autoscaler, floor: int, annotations: Mapping[str, str | None]) -> None:
        self._autoscalers.set_floor(target, above, floor, annotations)

    def volume(self, target: Target) -> Volume:
        return self._volumes.read(target)

    def set_storage(
        self, target: Target, size_bytes: int, annotations: Mapping[str, str], resource_version: str
    ) -> None:
        self._volumes.set_storage(target, size_bytes, annotations, resource_version)

    def rollout(self, target: Target) -> Rollout:
        return self._rollouts.read(target, _workload)

    def restart(self, target: Target, stamp: str, annotations: Mapping[str, str | None], resource_version: str) -> None:
        self._rollouts.restart(target, stamp, annotations, resource_version)

    def pods(self, target: Target) -> tuple[str, ...]:
        return self._rollouts.pods(target)

    def trouble(self, target: Target) -> str:
        return self._rollouts.trouble(target)

    def memory(self, target: Target, container: str) -> ContainerMemory:
        found = self._pods.read(target, container)
        if found.owner is None:
            return found
        try:
            owner = self.owner_of(target.namespace, target.name)
            template_bytes = self._read(owner, lambda read: limit_in(read["spec"].get("template") or {}, container))
        except PermanentError as error:
            return replace(found, unseen=str(error))
        return replace(found, owner=owner, template_bytes=template_bytes)

    def annotate_pod(self, target: Target, annotations: Mapping[str, str], resource_version: str) -> str:
        return self._pods.annotate(target, annotations, resource_version)

    def set_memory(
        self, target: Target, container: str, limit_bytes: int, request_bytes: int, resource_version: str
    ) -> None:
        self._pods.set_memory(target, container, limit_bytes, request_bytes, resource_version)

    def record_event(self, target: Target, *, name: str, type: str, reason: str, message: str, at_s: float) -> None:
        about = self._read(target, lambda found: _reference(target, found))
        when = datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
        event = {
            "metadata": {"name": name, "namespace": target.namespace},
            "involvedObject": about,
            "type": type,
            "reason": reason,
            "message": message,
            "firstTimestamp": when,
            "lastTimestamp": when,
            "count": 1,
            "source": {"component": _COMPONENT},
        }
        create = self._core.create_namespaced_event
        try:
            self._calls.read(f"create event on {target}", lambda _created: None, create, target.namespace, event)
        except ConflictError:
            return  # it was created before, and the answer got lost

    def _read(self, target: Target, parse: Callable[[Any], T]) -> T:
        in_core = self._in_core.get(target.kind)
        if in_core is not None:
            as_parsed = lambda found: parse(self._as_json(found))  # noqa: E731
            return self._calls.read(f"read {target}", as_parsed, in_core, target.name, target.namespace)
        get = self._objects.get_namespaced_custom_object
        return self._calls.read(f"read {target}", parse, get, *self._place(target))

    def _read_scale(self, target: Target) -> int:
        get = self._objects.get_namespaced_custom_object_scale
        return self._calls.read(
            f"read scale of {target}", lambda scale: int(scale["spec"].get("replicas", 0)), get, *self._place(target)
        )

    def _place(self, target: Target) -> tuple[str, str, str, str, str]:
        resource = self._kinds.resource(target.kind)
        return resource.group, resource.version, target.namespace, resource.plural, target.name


def _reference(target: Target, found: Mapping[str, Any]) -> dict[str, str]:
    """https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-reference/"""
    metadata = found["metadata"]
    return {
        "apiVersion": found["apiVersion"],
        "kind": found["kind"],
        "namespace": target.namespace,
        "name": metadata["name"],
        "uid": metadata["uid"],
        "resourceVersion": metadata["resourceVersion"],
    }


def _workload(target: Target, found: Mapping[str, Any]) -> Workload:
    metadata, spec = found["metadata"], found["spec"]
    return Workload(
        target=target,
        replicas=int(spec.get("replicas", (found.get("status") or {}).get("desiredNumberScheduled", 1))),
        resource_version=metadata["resourceVersion"],
        paused=spec.get("paused", False) is True,
        recreate=(spec.get("strategy") or {}).get("type") == "Recreate",
        labels=metadata.get("labels") or {},
        annotations=metadata.get("annotations") or {},
        autoscaler=None,
    )
