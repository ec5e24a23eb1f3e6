"""An `Inspector` that answers what a test puts into it: by default every right, no limits, and room for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from receiver.actions.scale import Scale
from receiver.domain.lease import Seal
from receiver.domain.surroundings import (
    Container,
    DisruptionBudget,
    LimitRange,
    Node,
    PodShape,
    Quota,
    Right,
    Taint,
)
from receiver.domain.target import Target
from receiver.pipeline.preflight import Preflight
from tests.support.cluster import FakeCluster

GIB = 2.0**30


def container(cpu: float = 0.5, memory: float = GIB) -> Container:
    """A container that asks for as much as it may use."""
    asked = {"cpu": cpu, "memory": memory}
    return Container(asked, asked)


def shape(**changes: object) -> PodShape:
    """A pod of one container that asks for half a core and a gibibyte."""
    return PodShape(**{"labels": {"app": "web"}, "containers": (container(),), **changes})  # type: ignore[arg-type]


def node(
    name: str = "n1", *, cpu: float = 8.0, memory: float = 32 * GIB, pods: float = 50.0, **changes: object
) -> Node:
    """A ready node with much left."""
    free = {"cpu": cpu, "memory": memory, "pods": pods}
    usual: dict[str, object] = {"ready": True, "cordoned": False, "labels": {}, "taints": ()}
    return Node(name, free, **{**usual, **changes})  # type: ignore[arg-type]


def taint(key: str = "gpu", value: str = "", effect: str = "NoSchedule") -> Taint:
    """What keeps pods off a node."""
    return Taint(key, value, effect)


@dataclass
class FakeInspector:
    """Implements the port `Inspector`.

    Attributes:
        lacks: rights that are missing.
        errors: method → what it raises.
        asked: the rights that were asked for.
    """

    lacks: set[Right] = field(default_factory=set)
    pod: PodShape = field(default_factory=shape)
    quotas_there: tuple[Quota, ...] = ()
    ranges_there: tuple[LimitRange, ...] = ()
    budgets_there: tuple[DisruptionBudget, ...] = ()
    nodes_there: tuple[Node, ...] = (node(),)
    errors: dict[str, Exception] = field(default_factory=dict)
    asked: list[Right] = field(default_factory=list)

    def missing(self, namespace: str, rights: Sequence[Right]) -> tuple[Right, ...]:
        self._fail("missing")
        self.asked.extend(rights)
        return tuple(right for right in rights if right in self.lacks)

    def pod_shape(self, target: Target) -> PodShape:
        self._fail("pod_shape")
        return self.pod

    def quotas(self, namespace: str) -> tuple[Quota, ...]:
        self._fail("quotas")
        return self.quotas_there

    def limit_ranges(self, namespace: str) -> tuple[LimitRange, ...]:
        self._fail("limit_ranges")
        return self.ranges_there

    def disruption_budgets(self, namespace: str, labels: Mapping[str, str]) -> tuple[DisruptionBudget, ...]:
        self._fail("disruption_budgets")
        return self.budgets_there

    def nodes(self) -> tuple[Node, ...]:
        self._fail("nodes")
        return self.nodes_there

    def _fail(self, method: str) -> None:
        if method in self.errors:
            raise self.errors[method]


def preflight(cluster: FakeCluster, inspector: FakeInspector | None = None) -> Preflight:
    """The look around a plan, over fakes."""
    return Preflight(inspector or FakeInspector(), {"scale": Scale(cluster.rehearsal(), Seal())})
