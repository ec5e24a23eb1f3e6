"""The memory of one container of a running pod, and what is left around it."""

from collections.abc import Mapping
from dataclasses import dataclass

from receiver.domain.target import Target

KIND = "Pod"
_FIELD_END = ".memory"


def field_of(container: str) -> str:
    """Name of a plan's field for a container's memory."""
    return f"{container}{_FIELD_END}"


def container_of(field: str) -> str:
    """Undo `field_of`."""
    return field.removesuffix(_FIELD_END)


@dataclass(frozen=True, slots=True)
class ContainerMemory:
    """A container as the API server showed its pod at one moment.

    Attributes:
        resizable: whether the cluster resizes pods in place (Kubernetes 1.33 and later).
        limit_bytes: that it shall have, None without a limit.
        request_bytes: that it shall have.
        actual_bytes: limit that it runs with by now, None where the kubelet has not said.
        pending: what a resize that was asked for waits for, for people; empty when none does.
        infeasible: the kubelet has said that the resize cannot be on this node.
        restarts: whether the container is restarted for it (`resizePolicy`).
        node: where it runs, empty before it does.
        owner: whatever makes the pods, None when nobody does or it could not be read.
        template_bytes: limit that the owner's template gives to the next pods, None likewise.
        unseen: why the owner could not be read, empty when it was or there is none.
    """

    target: Target
    container: str
    phase: str
    resizable: bool
    limit_bytes: int | None
    request_bytes: int
    actual_bytes: int | None
    pending: str
    infeasible: bool
    restarts: bool
    node: str
    owner: Target | None
    template_bytes: int | None
    resource_version: str
    annotations: Mapping[str, str]
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Headroom:
    """How much more memory may be asked for. A bound that is not there, or could not be looked at, is None.

    Attributes:
        node_bytes: that the node has left beside what its pods ask for.
        quota_bytes: that the tightest ResourceQuota leaves.
        most_bytes: a container's limit at most, by LimitRange.
        notes: what could not be looked at, and why.
    """

    node_bytes: int | None = None
    quota_bytes: int | None = None
    most_bytes: int | None = None
    notes: tuple[str, ...] = ()
