"""What stands around a planned change and could be in its way, as the cluster showed it just before.

Amounts are by Kubernetes' names of resources, in its base units: cores for `cpu`, bytes for `memory`, pieces for the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Amounts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Unseen:
    """A look that could not be made.

    Attributes:
        why: the error, for people.
    """

    why: str


@dataclass(frozen=True, slots=True)
class Right:
    """Something that an action must be allowed to do in its target's namespace.

    Attributes:
        kind: as in `Target`.
    """

    verb: str
    kind: str
    subresource: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {'/'.join(filter(None, (self.kind, self.subresource)))}"


@dataclass(frozen=True, slots=True)
class Container:
    """What one container of a pod asks for."""

    requests: Amounts
    limits: Amounts


@dataclass(frozen=True, slots=True)
class Toleration:
    """A taint that a pod puts up with; an empty key or effect is every one."""

    key: str
    value: str
    effect: str
    exists: bool


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition on a node's labels: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/"""

    key: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PodShape:
    """A workload's pod template, as far as it decides whether one more pod can be.

    Attributes:
        containers: those that run side by side, sidecars included.
        first: init containers that run alone before them.
        affinity: required terms for nodes; one of them must hold entirely, none there is no condition.
        overhead: what the runtime takes for each pod.
    """

    labels: Mapping[str, str]
    containers: tuple[Container, ...]
    first: tuple[Container, ...] = ()
    node_selector: Mapping[str, str] = field(default_factory=dict)
    tolerations: tuple[Toleration, ...] = ()
    affinity: tuple[tuple[Expression, ...], ...] = ()
    priority_class: str = ""
    overhead: Amounts = field(default_factory=dict)

    @property
    def requests(self) -> Amounts:
        """What the scheduler counts for one pod: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/"""
        together = self._counted([one.requests for one in self.containers], [one.requests for one in self.first])
        return self._counted([together, self.overhead], [])

    @property
    def limits(self) -> Amounts:
        """What a quota on limits counts for one pod."""
        return self._counted([one.limits for one in self.containers], [one.limits for one in self.first])

    @staticmethod
    def _counted(together: list[Amounts], alone: list[Amounts]) -> Amounts:
        total = {name: sum(one.get(name, 0.0) for one in together) for one in together for name in one}
        for one in alone:
            total |= {name: max(total.get(name, 0.0), amount) for name, amount in one.items()}
        return total


@dataclass(frozen=True, slots=True)
class Quota:
    """A ResourceQuota and what is used of it.

    Attributes:
        scopes: pods that it is about, in its own words (`NotBestEffort`, `PriorityClass In high`); none is all.
    """

    name: str
    hard: Amounts
    used: Amounts
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitRange:
    """One item of a LimitRange.

    Attributes:
        about: `Container` or `Pod`.
        default_limits: what a container without a limit gets.
        default_requests: what a container without a request gets.
    """

    name: str
    about: str
    least: Amounts
    most: Amounts
    default_limits: Amounts = field(default_factory=dict)
    default_requests: Amounts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taint:
    """What keeps pods off a node."""

    key: str
    value: str
    effect: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node, and what its pods leave of it.

    Attributes:
        free: allocatable less the requests of the pods on it, `pods` included.
        cordoned: a person or a drain keeps new pods off it.
    """

    name: str
    free: Amounts
    ready: bool
    cordoned: bool
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """How many more pods of a shape the nodes take.

    Attributes:
        fits: so many.
        nodes: how many nodes there are.
        left_out: reason → nodes that take none for it.
    """

    fits: int
    nodes: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DisruptionBudget:
    """A PodDisruptionBudget over the workload's pods, and how many of them may go now."""

    name: str
    allowed: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the preflight saw. Only the looks at rights and the dry run are required; the others may be `Unseen`.

    Attributes:
        missing: rights that the action needs and the receiver lacks.
        refusal: what the API server said to a dry run of the very change, empty when it would take it.
        for_good: whether it would say so whenever it is asked.
        added: pods that the change makes more, for good or for a while.
        pod: their shape.
        room: on the nodes.
    """

    missing: tuple[Right, ...] | Unseen = ()
    refusal: str = ""
    for_good: bool = False
    added: int = 0
    pod: PodShape | Unseen | None = None
    quotas: tuple[Quota, ...] | Unseen = ()
    limit_ranges: tuple[LimitRange, ...] | Unseen = ()
    room: Room | Unseen | None = None
    disruption_budgets: tuple[DisruptionBudget, ...] | Unseen = ()
