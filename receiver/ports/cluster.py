"""What is read from and written to Kubernetes."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from receiver.domain.memory import ContainerMemory
from receiver.domain.rollout import Rollout
from receiver.domain.surroundings import DisruptionBudget, LimitRange, Node, PodShape, Quota, Right
from receiver.domain.target import Annotated, Autoscaler, Target, Workload
from receiver.domain.volume import Volume


class Targets(Protocol):
    """What an action is about, as it is read before anything is decided.

    Raises (all methods):
        TemporaryError, PermanentError: as `Cluster`.
    """

    def owner_of(self, namespace: str, pod: str) -> Target:
        """Follow the controlling owner references of a pod to the topmost object, which must be one that can be scaled."""
        ...

    def workload(self, target: Target) -> Workload:
        """Read a workload and the autoscaler that owns its replicas."""
        ...

    def rollout(self, target: Target) -> Rollout:
        """Read a workload and how it replaces its pods."""
        ...

    def volume(self, target: Target) -> Volume:
        """Read a claim for a volume and the class that it grows by."""
        ...

    def memory(self, target: Target, container: str) -> ContainerMemory:
        """Read the memory of a pod's container, and what whoever makes the pods would give to the next."""
        ...


class Cluster(Targets, Protocol):
    """What is read from and written to Kubernetes.

    Raises (all methods):
        TemporaryError: unreachable, throttled or failing (429, 5xx).
        ConflictError: a resourceVersion precondition failed (409).
        NotFoundError: the object does not exist (404).
        PermanentError: unauthorised, forbidden, invalid (401, 403, 422).
    """

    def rehearsal(self) -> "Cluster":
        """Return the same cluster, in which every change is checked and answered as in this one, and none is made."""
        ...

    def annotated(self, namespace: str, kinds: Sequence[str], annotation: str) -> tuple[list[Annotated], list[str]]:
        """Return a namespace's objects of some kinds that carry an annotation, and what could not be looked through.

        A kind that the cluster does not know has no objects.
        """
        ...

    def annotate(self, target: Target, annotations: Mapping[str, str | None], resource_version: str) -> str:
        """Set (or with None remove) annotations on the workload; return the new resourceVersion."""
        ...

    def set_replicas(self, target: Target, replicas: int, resource_version: str) -> None:
        """Set the absolute replica count through the `scale` subresource."""
        ...

    def set_floor(self, target: Target, above: Autoscaler, floor: int, annotations: Mapping[str, str | None]) -> None:
        """Set the absolute floor of the autoscaler above a workload, and annotations on it, in one patch.

        The patch is refused unless the autoscaler still has the resourceVersion with which it was read.
        """
        ...

    def set_storage(
        self, target: Target, size_bytes: int, annotations: Mapping[str, str], resource_version: str
    ) -> None:
        """Let a claim ask for an absolute size, and set annotations on it, in one patch."""
        ...

    def restart(self, target: Target, stamp: str, annotations: Mapping[str, str | None], resource_version: str) -> None:
        """Have all pods of a workload replaced, and set annotations on it, in one patch.

        Args:
            stamp: time of the restart, ISO 8601; the same one again replaces nothing.
        """
        ...

    def pods(self, target: Target) -> tuple[str, ...]:
        """Return the names of a workload's pods."""
        ...

    def trouble(self, target: Target) -> str:
        """Say why pods of a workload are refused or wait for a node, empty when none is."""
        ...

    def annotate_pod(self, target: Target, annotations: Mapping[str, str], resource_version: str) -> str:
        """Set annotations on a pod; return the new resourceVersion."""
        ...

    def set_memory(
        self, target: Target, container: str, limit_bytes: int, request_bytes: int, resource_version: str
    ) -> None:
        """Resize a container in place, to an absolute limit and request."""
        ...

    def record_event(self, target: Target, *, name: str, type: str, reason: str, message: str, at_s: float) -> None:
        """Create a Kubernetes Event about a workload; one of this name that is there already is this one.

        Args:
            type: `Normal` or `Warning`.
            reason: CamelCase, for machines.
            at_s: when it happened, seconds since the epoch.
        """
        ...


class Inspector(Protocol):
    """What is read to find out whether something would be in the way of a change.

    Raises (all methods):
        TemporaryError, PermanentError: as `Cluster`.
    """

    def missing(self, namespace: str, rights: Sequence[Right]) -> tuple[Right, ...]:
        """Return those of the rights that the receiver does not have in a namespace."""
        ...

    def pod_shape(self, target: Target) -> PodShape:
        """Read the pod template of a workload."""
        ...

    def quotas(self, namespace: str) -> tuple[Quota, ...]:
        """Read the ResourceQuotas of a namespace with what is used of them."""
        ...

    def limit_ranges(self, namespace: str) -> tuple[LimitRange, ...]:
        """Read the LimitRanges of a namespace, those about containers and pods."""
        ...

    def disruption_budgets(self, namespace: str, labels: Mapping[str, str]) -> tuple[DisruptionBudget, ...]:
        """Read the PodDisruptionBudgets over pods with these labels."""
        ...

    def nodes(self) -> tuple[Node, ...]:
        """Read every node and what its pods leave of it; the answer may be half a minute old."""
        ...
