"""What an action would touch: a workload in the cluster, and who else holds its replica count."""

from collections.abc import Mapping
from dataclasses import dataclass

HPA = "HorizontalPodAutoscaler"
SCALED_OBJECT = "ScaledObject.keda.sh"
_BOUNDS = {HPA: ("minReplicas", "maxReplicas"), SCALED_OBJECT: ("minReplicaCount", "maxReplicaCount")}
"""The fields that hold an autoscaler's floor and ceiling."""
AUTOSCALERS_BY_FLOOR = {floor: kind for kind, (floor, _) in _BOUNDS.items()}
"""Which kind of autoscaler a floor belongs to."""


@dataclass(frozen=True, slots=True)
class Target:
    """An object in the cluster that can be acted on.

    Attributes:
        kind: as kubectl shows it: `Deployment` for Kubernetes' own, `Rollout.argoproj.io` for anybody else's.
    """

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.namespace}/{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Undo `str(target)`."""
        kind, namespace, name = text.split("/")
        return cls(kind, namespace, name)


@dataclass(frozen=True, slots=True)
class Autoscaler:
    """What owns a workload's replica count: an HPA, or the KEDA ScaledObject above one.

    Attributes:
        min_replicas: the floor that may be raised.
        annotations: of the autoscaler itself, where our lease is written.
    """

    name: str
    min_replicas: int
    max_replicas: int
    resource_version: str
    annotations: Mapping[str, str]
    kind: str = HPA

    @property
    def floor_field(self) -> str:
        """Name of the field that holds the floor."""
        return _BOUNDS[self.kind][0]

    @property
    def ceiling_field(self) -> str:
        """Name of the field that holds the ceiling."""
        return _BOUNDS[self.kind][1]


@dataclass(frozen=True, slots=True)
class Workload:
    """A target as the API server showed it at one moment.

    Attributes:
        replicas: the wanted count (`spec.replicas`).
        recreate: the rollout strategy forbids two versions side by side, so one replica means exactly one.
        autoscaler: what owns `replicas`, None when nobody does.
    """

    target: Target
    replicas: int
    resource_version: str
    paused: bool
    recreate: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    autoscaler: Autoscaler | None

    @property
    def floor(self) -> int:
        """The value that an action raises: the autoscaler's floor when there is one, otherwise the replica count."""
        return self.autoscaler.min_replicas if self.autoscaler else self.replicas

    @property
    def floor_field(self) -> str:
        """Name of the field that an action raises."""
        return self.autoscaler.floor_field if self.autoscaler else "replicas"

    @property
    def lease_annotations(self) -> Mapping[str, str]:
        """Annotations of the object that carries the lease."""
        return self.autoscaler.annotations if self.autoscaler else self.annotations


@dataclass(frozen=True, slots=True)
class Annotated:
    """An object that carries a certain annotation, and what that says."""

    target: Target
    text: str
