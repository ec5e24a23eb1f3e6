"""Reads and grows PersistentVolumeClaims.

https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kubernetes import client
from kubernetes.utils.quantity import parse_quantity

from receiver.clients.kubernetes.calls import Calls, merge_patch
from receiver.domain.target import Target
from receiver.domain.volume import KIND, Volume
from receiver.errors import PermanentError


class Volumes:
    """The part of the port `Cluster` that is about volumes."""

    def __init__(self, api: client.ApiClient, calls: Calls) -> None:
        self._as_json: Callable[[Any], Any] = api.sanitize_for_serialization
        self._core = client.CoreV1Api(api)
        self._storage = client.StorageV1Api(api)
        self._calls = calls

    def read(self, target: Target) -> Volume:
        """Return a claim together with its class."""
        if target.kind != KIND:
            raise PermanentError(f"{target} is no {KIND}, so it has no size that could grow")
        volume = self._calls.read(
            f"read {target}",
            lambda found: _claimed(target, self._as_json(found)),
            self._core.read_namespaced_persistent_volume_claim,
            target.name,
            target.namespace,
        )
        if not volume.storage_class:
            return volume
        provisioner, expandable = self._class(volume.storage_class)
        return replace(volume, provisioner=provisioner, expandable=expandable)

    def set_storage(
        self, target: Target, size_bytes: int, annotations: Mapping[str, str], resource_version: str
    ) -> None:
        """Ask for an absolute size, in one patch with the annotations."""
        storage = {"resources": {"requests": {"storage": as_quantity(size_bytes)}}}
        self._calls.patch(
            f"expand {target}",
            lambda _patched: None,
            self._core.patch_namespaced_persistent_volume_claim,
            target.name,
            target.namespace,
            merge_patch(resource_version, annotations) | {"spec": storage},
        )

    def _class(self, name: str) -> tuple[str, bool]:
        """Who makes volumes of this class, and whether they may grow."""
        return self._calls.read(
            f"read StorageClass {name}",
            lambda found: (str(found.provisioner), found.allow_volume_expansion is True),
            self._storage.read_storage_class,
            name,
        )


def _claimed(target: Target, claim: Mapping[str, Any]) -> Volume:
    """A claim whose class is not known yet."""
    metadata, spec, status = claim["metadata"], claim["spec"], claim.get("status") or {}
    return Volume(
        target=target,
        phase=status.get("phase", "Pending"),
        requested_bytes=as_bytes(spec["resources"]["requests"]["storage"]),
        capacity_bytes=as_bytes((status.get("capacity") or {}).get("storage", 0)),
        storage_class=spec.get("storageClassName", ""),
        provisioner="",
        expandable=False,
        conditions=tuple(one["type"] for one in status.get("conditions") or [] if one.get("status") == "True"),
        resource_version=metadata["resourceVersion"],
        labels=metadata.get("labels") or {},
        annotations=metadata.get("annotations") or {},
    )


def as_quantity(size_bytes: int) -> str:
    """Write bytes as a quantity, in GiB or MiB where they are a whole number of them."""
    for unit, unit_bytes in (("Gi", 2**30), ("Mi", 2**20)):
        if size_bytes % unit_bytes == 0:
            return f"{size_bytes // unit_bytes}{unit}"
    return str(size_bytes)


def as_bytes(quantity: str | int) -> int:
    """Read a quantity such as `10Gi`; a fraction of a byte counts as none."""
    return int(parse_quantity(quantity))  # type: ignore[no-untyped-call]
