"""How much more memory could a container ask for? Judged from what was seen of its node, the quotas and the limit ranges."""

from collections.abc import Iterable, Sequence

from receiver.domain.memory import ContainerMemory, Headroom
from receiver.domain.surroundings import LimitRange, Node, Quota, Unseen

_OF_MEMORY = ("limits.memory", "requests.memory", "memory")
"""What quotas call it. A resize raises request and limit by the same amount, so that each of them counts all of it."""


def headroom(
    memory: ContainerMemory,
    nodes: Sequence[Node] | Unseen,
    quotas: Sequence[Quota] | Unseen,
    limit_ranges: Sequence[LimitRange] | Unseen,
) -> Headroom:
    """Collect the bounds; a look that could not be made is a note. The kubelet and the API server refuse what is too much."""
    looks = {"room on the node": nodes, "ResourceQuotas": quotas, "LimitRanges": limit_ranges}
    return Headroom(
        node_bytes=None if isinstance(nodes, Unseen) else _of_node(memory.node, nodes),
        quota_bytes=None if isinstance(quotas, Unseen) else _of_quotas(quotas),
        most_bytes=None if isinstance(limit_ranges, Unseen) else _most(limit_ranges),
        notes=tuple(
            f"{name} could not be looked at: {look.why}" for name, look in looks.items() if isinstance(look, Unseen)
        ),
    )


def _of_node(name: str, nodes: Iterable[Node]) -> int | None:
    return next((int(node.free.get("memory", 0.0)) for node in nodes if node.name == name), None)


def _of_quotas(quotas: Iterable[Quota]) -> int | None:
    """Scopes are not asked about: a quota that is about other pods only makes the step smaller than it could be."""
    left = [
        int(quota.hard[name] - quota.used.get(name, 0.0))
        for quota in quotas
        for name in _OF_MEMORY
        if name in quota.hard
    ]
    return min(left, default=None)


def _most(limit_ranges: Iterable[LimitRange]) -> int | None:
    most = [int(one.most["memory"]) for one in limit_ranges if one.about == "Container" and "memory" in one.most]
    return min(most, default=None)
