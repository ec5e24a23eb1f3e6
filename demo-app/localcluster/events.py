"""Events that the control plane itself writes about an object, one per object and reason; the newest words win."""

from localcluster.resources import EVENTS
from localcluster.status import ApiError
from localcluster.store import Object, Store, timestamp


def warn(store: Store, about: Object, reason: str, message: str) -> None:
    """Write a Warning about an object; the same words again are no news."""
    metadata = about["metadata"]
    name, namespace = f"{metadata['name']}.{reason.lower()}", metadata["namespace"]
    event = {
        "metadata": {"name": name, "namespace": namespace},
        "involvedObject": {
            "kind": about["kind"],
            "namespace": namespace,
            "name": metadata["name"],
            "uid": metadata["uid"],
        },
        "type": "Warning",
        "reason": reason,
        "message": message,
        "lastTimestamp": timestamp(),
    }
    try:
        old = store.get(EVENTS, namespace, name)
    except ApiError:
        store.create(EVENTS, event)
        return
    if old["message"] != message:
        store.replace(EVENTS, {**old, "message": message, "lastTimestamp": timestamp()})
