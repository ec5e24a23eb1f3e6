"""The cluster itself, and the rehearsal on a copy of it."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from receiver.domain.memory import ContainerMemory
from receiver.domain.rollout import Rollout
from receiver.domain.target import HPA, Annotated, Autoscaler, Target, Workload
from receiver.domain.volume import Volume
from receiver.errors import ConflictError, NotFoundError, PermanentError
from tests.support.cluster.stored import Box, Claim, Deployed, Hpa

T = TypeVar("T")


class FakeCluster:
    """Implements the port `Cluster`.

    Attributes:
        boxes: the containers of pods, by target.
        claims: the claims for volumes, by target.
        deployed: the objects, by target; change them to play somebody else (and call `touch`).
        calls: what changed or tried to change the cluster, oldest first, e.g. `set_replicas 3`.
        reads: how often a workload was read.
        events: Kubernetes Events by name, as text.
        dry_run_refusal: what every change is refused with in a rehearsal.
        refused_rehearsals: the same for single methods.
    """

    def __init__(self) -> None:
        self.deployed: dict[Target, Deployed] = {}
        self.owners: dict[tuple[str, str], Target] = {}
        self.claims: dict[Target, Claim] = {}
        self.boxes: dict[Target, Box] = {}
        self.calls: list[str] = []
        self.reads = 0
        self.events: dict[str, str] = {}
        self.dry_run_refusal: PermanentError | None = None
        self.refused_rehearsals: dict[str, PermanentError] = {}
        self.unread: list[str] = []
        self._before: dict[str, list[BaseException | None]] = {}
        self._after: dict[str, list[BaseException | None]] = {}

    def deploy(self, target: Target, pod: str, deployed: Deployed) -> Deployed:
        """Store a workload that owns a pod."""
        self.deployed[target] = deployed
        self.owners[(target.namespace, pod)] = target
        return deployed

    def touch(self, target: Target) -> None:
        """Let somebody else write the workload and its HPA: their resourceVersions move on."""
        found = self.deployed[target]
        found.version += 1
        if found.hpa is not None:
            found.hpa.version += 1

    def fail_before(self, method: str, error: BaseException, *, after: int = 0) -> None:
        """Let the next call of a method raise without having changed anything; `after` so many that pass."""
        self._before.setdefault(method, []).extend([*[None] * after, error])

    def fail_after(self, method: str, error: BaseException) -> None:
        """Let the next call of a method raise although it changed what it should: the answer got lost."""
        self._after.setdefault(method, []).append(error)

    def rehearsal(self) -> "FakeCluster":
        return _Rehearsal(self)

    def owner_of(self, namespace: str, pod: str) -> Target:
        _raise_next(self._before, "owner_of")
        if (namespace, pod) not in self.owners:
            raise NotFoundError(f"read pod {namespace}/{pod}: Kubernetes answered 404 Not Found")
        return self.owners[(namespace, pod)]

    def workload(self, target: Target) -> Workload:
        self.reads += 1
        _raise_next(self._before, "workload")
        found = self._found(target)
        return Workload(
            target=target,
            replicas=found.replicas,
            resource_version=str(found.version),
            paused=found.paused,
            recreate=found.recreate,
            labels=dict(found.labels),
            annotations=dict(found.annotations),
            autoscaler=_autoscaler(found.hpa),
        )

    def annotated(self, namespace: str, kinds: Sequence[str], annotation: str) -> tuple[list[Annotated], list[str]]:
        _raise_next(self._before, "annotated")
        holders = [(target, deployed.annotations) for target, deployed in self.deployed.items()]
        holders += [
            (Target(HPA, target.namespace, deployed.hpa.name), deployed.hpa.annotations)
            for target, deployed in self.deployed.items()
            if deployed.hpa is not None
        ]
        found = [
            Annotated(holder, annotations[annotation])
            for holder, annotations in holders
            if holder.namespace == namespace and holder.kind in kinds and annotation in annotations
        ]
        return found, list(self.unread)

    def annotate(self, target: Target, annotations: Mapping[str, str | None], resource_version: str) -> str:
        found = self._begin("annotate", "annotate", self._found, target)
        _expect(resource_version, found.version)
        _merge(found.annotations, annotations)
        found.version += 1
        _raise_next(self._after, "annotate")
        return str(found.version)

    def set_replicas(self, target: Target, replicas: int, resource_version: str) -> None:
        found = self._begin("set_replicas", f"set_replicas {replicas}", self._found, target)
        _expect(resource_version, found.version)
        found.replicas = replicas
        found.version += 1
        _raise_next(self._after, "set_replicas")

    def set_floor(self, target: Target, above: Autoscaler, floor: int, annotations: Mapping[str, str | None]) -> None:
        found = self._begin("set_floor", f"set_floor {floor}", self._found, target)
        if found.hpa is None or found.hpa.name != above.name:
            raise NotFoundError(
                f"patch {above.kind} {target.namespace}/{above.name}: Kubernetes answered 404 Not Found"
            )
        _expect(above.resource_version, found.hpa.version)
        found.hpa.min_replicas = floor
        _merge(found.hpa.annotations, annotations)
        found.hpa.version += 1
        found.replicas = max(found.replicas, floor)
        _raise_next(self._after, "set_floor")

    def rollout(self, target: Target) -> Rollout:
        workload, found = replace(self.workload(target), autoscaler=None), self._found(target).rollout
        return Rollout(workload, found.at_once, found.surge, found.pod_s, False, found.unfinished, found.by_hand)

    def restart(self, target: Target, stamp: str, annotations: Mapping[str, str | None], resource_version: str) -> None:
        found = self._begin("restart", f"restart {stamp}", self._found, target)
        _expect(resource_version, found.version)
        _merge(found.annotations, annotations)
        found.version += 1
        _raise_next(self._after, "restart")

    def pods(self, target: Target) -> tuple[str, ...]:
        return self._found(target).rollout.pods

    def trouble(self, target: Target) -> str:
        _raise_next(self._before, "trouble")
        return self._found(target).rollout.trouble if target in self.deployed else ""

    def volume(self, target: Target) -> Volume:
        self.reads += 1
        _raise_next(self._before, "volume")
        found = self._claim(target)
        return Volume(
            target=target,
            phase=found.phase,
            requested_bytes=found.requested_bytes,
            capacity_bytes=found.capacity_bytes,
            storage_class=found.storage_class,
            provisioner=found.provisioner,
            expandable=found.expandable,
            conditions=found.conditions,
            resource_version=str(found.version),
            labels=dict(found.labels),
            annotations=dict(found.annotations),
        )

    def set_storage(
        self, target: Target, size_bytes: int, annotations: Mapping[str, str], resource_version: str
    ) -> None:
        found = self._begin("set_storage", f"set_storage {size_bytes}", self._claim, target)
        _expect(resource_version, found.version)
        found.requested_bytes = size_bytes
        _merge(found.annotations, annotations)
        found.version += 1
        _raise_next(self._after, "set_storage")

    def memory(self, target: Target, container: str) -> ContainerMemory:
        self.reads += 1
        _raise_next(self._before, "memory")
        found = self._box(target)
        return ContainerMemory(
            target=target,
            container=container,
            phase=found.phase,
            resizable=found.resizable,
            limit_bytes=found.limit_bytes,
            request_bytes=found.request_bytes,
            actual_bytes=found.actual_bytes,
            pending=found.pending,
            infeasible=found.infeasible,
            restarts=found.restarts,
            node=found.node,
            owner=found.owner,
            template_bytes=found.template_bytes,
            resource_version=str(found.version),
            annotations=dict(found.annotations),
        )

    def annotate_pod(self, target: Target, annotations: Mapping[str, str], resource_version: str) -> str:
        found = self._begin("annotate_pod", "annotate_pod", self._box, target)
        _expect(resource_version, found.version)
        _merge(found.annotations, annotations)
        found.version += 1
        _raise_next(self._after, "annotate_pod")
        return str(found.version)

    def set_memory(
        self, target: Target, container: str, limit_bytes: int, request_bytes: int, resource_version: str
    ) -> None:
        found = self._begin("set_memory", f"set_memory {container} {limit_bytes} {request_bytes}", self._box, target)
        _expect(resource_version, found.version)
        found.limit_bytes, found.request_bytes = limit_bytes, request_bytes
        found.version += 1
        _raise_next(self._after, "set_memory")

    def record_event(self, target: Target, *, name: str, type: str, reason: str, message: str, at_s: float) -> None:
        _raise_next(self._before, "record_event")
        _ = self._claim(target) if target in self.claims else self._found(target)
        self.events[name] = f"{type} {reason} {target}: {message}"

    def _begin(self, method: str, call: str, stored: Callable[[Target], T], target: Target) -> T:
        _raise_next(self._before, method)
        found = stored(target)
        self.calls.append(call)
        return found

    def _box(self, target: Target) -> Box:
        if target not in self.boxes:
            raise NotFoundError(f"read {target}: Kubernetes answered 404 Not Found")
        return self.boxes[target]

    def _claim(self, target: Target) -> Claim:
        if target not in self.claims:
            raise NotFoundError(f"read {target}: Kubernetes answered 404 Not Found")
        return self.claims[target]

    def _found(self, target: Target) -> Deployed:
        if target not in self.deployed:
            raise NotFoundError(f"read {target}: Kubernetes answered 404 Not Found")
        return self.deployed[target]


class _Rehearsal(FakeCluster):
    """Makes changes to a copy, which is taken anew whenever something is read for them."""

    def __init__(self, stage: FakeCluster) -> None:
        super().__init__()
        self._stage = stage

    def workload(self, target: Target) -> Workload:
        self.deployed = copy.deepcopy(self._stage.deployed)
        return super().workload(target)

    def volume(self, target: Target) -> Volume:
        self.claims = copy.deepcopy(self._stage.claims)
        return super().volume(target)

    def memory(self, target: Target, container: str) -> ContainerMemory:
        self.boxes = copy.deepcopy(self._stage.boxes)
        return super().memory(target, container)

    def _begin(self, method: str, call: str, stored: Callable[[Target], T], target: Target) -> T:
        refusal = self._stage.dry_run_refusal or self._stage.refused_rehearsals.get(method)
        if refusal is not None:
            raise refusal
        return super()._begin(method, call, stored, target)


def _autoscaler(hpa: Hpa | None) -> Autoscaler | None:
    if hpa is None:
        return None
    return Autoscaler(hpa.name, hpa.min_replicas, hpa.max_replicas, str(hpa.version), dict(hpa.annotations))


def _expect(given: str, current: int) -> None:
    if given != str(current):
        raise ConflictError(f"Kubernetes answered 409: resourceVersion {given} is not {current}")


def _merge(stored: dict[str, str], changes: Mapping[str, str] | Mapping[str, str | None]) -> None:
    for name, text in changes.items():
        if text is None:
            stored.pop(name, None)
        else:
            stored[name] = text


def _raise_next(queued: dict[str, list[BaseException | None]], method: str) -> None:
    error = queued[method].pop(0) if queued.get(method) else None
    if error is not None:
        raise error
