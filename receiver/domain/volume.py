"""A claim for a volume, and the class that it grows by."""

from collections.abc import Mapping
from dataclasses import dataclass

from receiver.domain.target import Target

KIND = "PersistentVolumeClaim"

_RESIZING = ("Resizing", "FileSystemResizePending", "ControllerResizeError", "NodeResizeError")
"""Conditions of a claim whose volume has not grown yet, or cannot:
https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/"""


@dataclass(frozen=True, slots=True)
class Volume:
    """A PersistentVolumeClaim as the API server showed it at one moment.

    Attributes:
        requested_bytes: what it asks for (`spec.resources.requests.storage`).
        capacity_bytes: what it has (`status.capacity.storage`), 0 before it is bound.
        storage_class: name, empty when it has none.
        provisioner: of the class, empty likewise.
        expandable: whether the class lets its volumes grow (`allowVolumeExpansion`).
        conditions: types of the conditions that hold.
    """

    target: Target
    phase: str
    requested_bytes: int
    capacity_bytes: int
    storage_class: str
    provisioner: str
    expandable: bool
    conditions: tuple[str, ...]
    resource_version: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    @property
    def size_bytes(self) -> int:
        """The least that it may be asked to be: a provisioner may have rounded up what was asked for."""
        return max(self.requested_bytes, self.capacity_bytes)

    @property
    def unfinished(self) -> str:
        """Say which growth has not come true yet, empty when none."""
        pending = [one for one in _RESIZING if one in self.conditions]
        if self.capacity_bytes >= self.requested_bytes and not pending:
            return ""
        return ", ".join(pending) or "capacity is below what was asked for"
