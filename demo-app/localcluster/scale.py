"""`scale`: a small object of its own (autoscaling/v1) that shows and sets a workload's replicas."""

from localcluster.resources import Resource
from localcluster.status import conflict
from localcluster.store import Object
from localcluster.validation import check_replicas


def view(workload: Object) -> Object:
    """Show a workload as its Scale; it carries the workload's resourceVersion."""
    metadata = workload["metadata"]
    labels = workload["spec"].get("selector", {}).get("matchLabels", {})
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {
            key: metadata[key] for key in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
        },
        "spec": {"replicas": workload["spec"]["replicas"]},
        "status": {
            "replicas": workload.get("status", {}).get("replicas", 0),
            "selector": ",".join(f"{key}={value}" for key, value in sorted(labels.items())),
        },
    }


def write_back(resource: Resource, workload: Object, scale: Object) -> Object:
    """Carry a changed Scale over to its workload; nothing but the replicas can change this way.

    Raises:
        ApiError: 409 when the Scale is of an older version, 422 for impossible replicas.
    """
    metadata = workload["metadata"]
    given = scale.get("metadata", {}).get("resourceVersion", metadata["resourceVersion"])
    if given != metadata["resourceVersion"]:
        raise conflict(resource.qualified, metadata["name"])
    replicas = scale.get("spec", {}).get("replicas")
    check_replicas("Scale", metadata["name"], replicas)
    return {**workload, "spec": {**workload["spec"], "replicas": replicas}}
