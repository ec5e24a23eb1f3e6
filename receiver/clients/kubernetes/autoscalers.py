"""Who owns a workload's replica count: nobody, an HPA, or a KEDA ScaledObject above an HPA?

The floor is raised where it is declared. An HPA that somebody controls gets its floor from there: under KEDA that is the
ScaledObject's `minReplicaCount`, and under any other owner nothing is raised.
https://keda.sh/docs/latest/reference/scaledobject-spec/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kubernetes import client

from receiver.clients.kubernetes.calls import Calls, merge_patch
from receiver.clients.kubernetes.kinds import Kinds, qualified
from receiver.clients.kubernetes.owners import controller_of
from receiver.domain.target import HPA, SCALED_OBJECT, Autoscaler, Target
from receiver.errors import NotFoundError, PermanentError

_KEDA_MIN, _KEDA_MAX = 0, 100
"""What KEDA takes where a ScaledObject says nothing: https://keda.sh/docs/latest/reference/scaledobject-spec/"""
_PAUSES = ("autoscaling.keda.sh/paused", "autoscaling.keda.sh/paused-replicas")


@dataclass(frozen=True, slots=True)
class _Found:
    """An HPA or ScaledObject as listed, with who controls it."""

    autoscaler: Autoscaler
    owner: Target | None

    @property
    def paused(self) -> bool:
        """Whether KEDA was told to leave the replica count alone."""
        return any(self.autoscaler.annotations.get(pause, "false") != "false" for pause in _PAUSES)


class Autoscalers:
    """Finds and patches what stands above a workload."""

    def __init__(self, api: client.ApiClient, calls: Calls, kinds: Kinds) -> None:
        self._objects = client.CustomObjectsApi(api)
        self._calls = calls
        self._kinds = kinds

    def above(self, target: Target) -> Autoscaler | None:
        """Return what owns the replica count, None when nobody does.

        Raises:
            PermanentError: an HPA that somebody unknown controls, or a ScaledObject that is paused.
        """
        hpa = self._first(HPA, target)
        if hpa and hpa.owner is None:
            return hpa.autoscaler
        if hpa and hpa.owner and hpa.owner.kind != SCALED_OBJECT:
            raise PermanentError(f"the HPA above {target} is controlled by {hpa.owner}, which would undo a change")
        scaled = self._scaled_object(target)
        if hpa and not scaled:
            raise PermanentError(f"{hpa.owner}, which controls the HPA above {target}, cannot be found")
        if scaled and scaled.paused:
            raise PermanentError(f"the ScaledObject {scaled.autoscaler.name} above {target} is paused")
        return scaled.autoscaler if scaled else None

    def set_floor(self, target: Target, above: Autoscaler, floor: int, annotations: Mapping[str, str | None]) -> None:
        """Set the absolute floor and annotations in one patch."""
        resource = self._kinds.resource(above.kind)
        body = merge_patch(above.resource_version, annotations) | {"spec": {above.floor_field: floor}}
        self._calls.patch(
            f"patch {above.kind} {target.namespace}/{above.name}",
            dict,
            self._objects.patch_namespaced_custom_object,
            resource.group,
            resource.version,
            target.namespace,
            resource.plural,
            above.name,
            body,
        )

    def _scaled_object(self, target: Target) -> _Found | None:
        """Look for a ScaledObject even where there is no HPA: KEDA takes the HPA away while it pauses."""
        try:
            return self._first(SCALED_OBJECT, target)
        except NotFoundError:
            return None  # KEDA is not installed here

    def _first(self, kind: str, target: Target) -> _Found | None:
        resource = self._kinds.resource(kind)
        return self._calls.read(
            f"list {resource.plural} in {target.namespace}",
            lambda listed: next((_found(one, kind, target) for one in listed["items"] if _scales(one, target)), None),
            self._objects.list_namespaced_custom_object,
            resource.group,
            resource.version,
            target.namespace,
            resource.plural,
        )


def _scales(autoscaler: Mapping[str, Any], target: Target) -> bool:
    reference = autoscaler["spec"]["scaleTargetRef"]
    kind = qualified(reference.get("kind", "Deployment"), reference.get("apiVersion", "apps/v1"))
    return (kind, reference["name"]) == (target.kind, target.name)


def _found(one: Mapping[str, Any], kind: str, target: Target) -> _Found:
    metadata, spec = one["metadata"], one["spec"]
    if kind == HPA:
        floor, ceiling = spec.get("minReplicas", 1), spec["maxReplicas"]
    else:
        floor, ceiling = spec.get("minReplicaCount", _KEDA_MIN), spec.get("maxReplicaCount", _KEDA_MAX)
    autoscaler = Autoscaler(
        name=metadata["name"],
        min_replicas=int(floor),
        max_replicas=int(ceiling),
        resource_version=metadata["resourceVersion"],
        annotations=metadata.get("annotations") or {},
        kind=kind,
    )
    return _Found(autoscaler, controller_of(one, target.namespace))
