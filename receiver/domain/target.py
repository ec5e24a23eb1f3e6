"""What an action would touch: a workload in the cluster, and who else holds its replica count."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A scalable object in the cluster."""

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
    """A HorizontalPodAutoscaler that owns a workload's replica count.

    Attributes:
        min_replicas: the floor that may be raised; Kubernetes' default is 1.
        annotations: of the autoscaler itself, where our lease is written.
    """

    name: str
    min_replicas: int
    max_replicas: int
    resource_version: str
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Workload:
    """A target as the API server showed it at one moment.

    Attributes:
        replicas: the wanted count (`spec.replicas`).
        recreate: the rollout strategy forbids two versions side by side, so one replica means exactly one.
        autoscaler: the HPA that owns `replicas`, None when nobody does.
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
        """The value that an action raises: the HPA's minReplicas when there is one, otherwise the replica count."""
        return self.autoscaler.min_replicas if self.autoscaler else self.replicas

    @property
    def lease_annotations(self) -> Mapping[str, str]:
        """Annotations of the object that carries the lease."""
        return self.autoscaler.annotations if self.autoscaler else self.annotations
