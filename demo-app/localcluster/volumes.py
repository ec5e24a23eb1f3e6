"""Volumes that grow: what may be changed on a claim, and how the growth becomes true.

A claim only grows, only when its class allows it, and its status follows later:
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

import time

from kubernetes.utils.quantity import parse_quantity

from localcluster.resources import PVCS, STORAGE_CLASSES
from localcluster.status import ApiError, invalid
from localcluster.store import Object, Store


def check_change(old: Object, new: Object) -> None:
    """Check a changed claim.

    Raises:
        ApiError: 422, it shrinks or something else of its spec changes.
    """
    name = old["metadata"]["name"]
    rest_of_old, rest_of_new = ({**one["spec"], "resources": None} for one in (old, new))
    if rest_of_old != rest_of_new:
        raise invalid(PVCS.kind, name, "spec", "Forbidden: spec is immutable after creation except resources.requests")
    if wanted(new) < capacity(old):
        problem = "Forbidden: field can not be less than status.capacity"
        raise invalid(PVCS.kind, name, "spec.resources.requests.storage", problem)


def check_class(store: Store, old: Object, new: Object) -> None:
    """Admit growth only where the claim's class does.

    Raises:
        ApiError: 403.
    """
    if wanted(new) == wanted(old):
        return
    classes = {one["metadata"]["name"]: one for one in store.list(STORAGE_CLASSES)}
    found = classes.get(new["spec"].get("storageClassName", ""), {})
    if not found.get("allowVolumeExpansion"):
        name = old["metadata"]["name"]
        message = (
            f'persistentvolumeclaims "{name}" is forbidden: only dynamically provisioned pvc can be resized and the '
            "storageclass that provisions the pvc must support resize"
        )
        raise ApiError(403, "Forbidden", message, {"name": name, "kind": PVCS.plural})


def wanted(claim: Object) -> int:
    """Bytes that a claim asks for."""
    return _bytes(claim["spec"]["resources"]["requests"]["storage"])


def capacity(claim: Object) -> int:
    """Bytes that it has; none before it is bound."""
    return _bytes(claim.get("status", {}).get("capacity", {}).get("storage", 0))


def _bytes(quantity: str | int) -> int:
    return int(parse_quantity(quantity))  # type: ignore[no-untyped-call]


class Provisioner:
    """Binds claims at once and grows them after a while.

    Args:
        resize_s: from the wish to the capacity.
    """

    def __init__(self, store: Store, resize_s: float = 1.0) -> None:
        self._store = store
        self._resize_s = resize_s
        self._since: dict[str, float] = {}

    def reconcile(self) -> None:
        """Do one pass; the caller holds the store's lock."""
        for claim in self._store.list(PVCS):
            uid, bound = claim["metadata"]["uid"], claim["status"]["phase"] == "Bound"
            if wanted(claim) == capacity(claim):
                self._since.pop(uid, None)
                continue
            waited_s = time.monotonic() - self._since.setdefault(uid, time.monotonic())
            storage = {"storage": claim["spec"]["resources"]["requests"]["storage"]}
            if not bound or waited_s >= self._resize_s:
                claim["status"] = {"phase": "Bound", "capacity": storage}
            else:
                claim["status"]["conditions"] = [{"type": "Resizing", "status": "True"}]
            self._store.replace(PVCS, claim)
