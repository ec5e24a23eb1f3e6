"""What the cluster in memory keeps; tests change it to play somebody else."""

from dataclasses import dataclass, field

from receiver.domain.target import Target


class Crash(BaseException):
    """The process dies here: nothing in the receiver may catch it."""


@dataclass
class Hpa:
    """A stored HorizontalPodAutoscaler."""

    name: str
    min_replicas: int
    max_replicas: int
    version: int = 1
    annotations: dict[str, str] = field(default_factory=dict)


@dataclass
class Replacing:
    """How a workload replaces its pods; a test says which there are and when a rollout is over."""

    at_once: int = 1
    surge: int = 1
    pod_s: float = 20.0
    unfinished: str = ""
    by_hand: bool = False
    pods: tuple[str, ...] = ()
    trouble: str = ""


@dataclass
class Deployed:
    """A stored Deployment (or StatefulSet) and the HPA above it."""

    replicas: int
    version: int = 1
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    recreate: bool = False
    paused: bool = False
    hpa: Hpa | None = None
    rollout: Replacing = field(default_factory=Replacing)


@dataclass
class Claim:
    """A stored PersistentVolumeClaim and its class; what it has follows what it asks for when a test says so."""

    requested_bytes: int
    capacity_bytes: int
    version: int = 1
    phase: str = "Bound"
    storage_class: str = "standard"
    provisioner: str = "example.com/disks"
    expandable: bool = True
    conditions: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)

    def grow(self) -> None:
        """Let the volume become as large as its claim."""
        self.capacity_bytes, self.conditions = self.requested_bytes, ()


@dataclass
class Box:
    """The container `app` of a stored pod, with a memory limit."""

    limit_bytes: int | None
    request_bytes: int = 0
    actual_bytes: int | None = None
    version: int = 1
    phase: str = "Running"
    resizable: bool = True
    pending: str = ""
    infeasible: bool = False
    restarts: bool = False
    node: str = "node-1"
    owner: Target | None = None
    template_bytes: int | None = None
    annotations: dict[str, str] = field(default_factory=dict)
