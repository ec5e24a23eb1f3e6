"""Objects as the control plane would make them: a Deployment's ReplicaSet and Pods, with owner references, and a node."""

import hashlib
import json
import uuid

from localcluster.store import Object

POD_IP = "127.0.0.1"


def replica_set(deployment: Object) -> Object:
    """The ReplicaSet of a Deployment, named by a hash of the pod template."""
    metadata, spec = deployment["metadata"], deployment["spec"]
    digest = hashlib.sha256(json.dumps(spec["template"], sort_keys=True).encode()).hexdigest()[:10]
    labels = {**spec["template"]["metadata"].get("labels", {}), "pod-template-hash": digest}
    return {
        "metadata": {
            "name": f"{metadata['name']}-{digest}",
            "namespace": metadata["namespace"],
            "labels": labels,
            "ownerReferences": [owner(deployment)],
        },
        "spec": {"replicas": spec["replicas"], "selector": {"matchLabels": labels}, "template": spec["template"]},
        "status": {"replicas": 0},
    }


def pod(of: Object, port: int) -> Object:
    """One more Pod of a ReplicaSet, listening on a port of its own because all share one address."""
    metadata, template = of["metadata"], of["spec"]["template"]["spec"]
    container = {**template["containers"][0], "ports": [{"containerPort": port}]}
    return {
        "metadata": {
            "name": f"{metadata['name']}-{uuid.uuid4().hex[:5]}",
            "namespace": metadata["namespace"],
            "labels": dict(metadata["labels"]),
            "ownerReferences": [owner(of)],
        },
        "spec": {**template, "containers": [container]},
        "status": {"phase": "Pending", "podIP": POD_IP},
    }


def node(name: str, *, cpu: str = "64", memory: str = "256Gi", pods: str = "110") -> Object:
    """A ready node with so much to give."""
    return {
        "metadata": {"name": name, "namespace": "", "labels": {"kubernetes.io/hostname": name}},
        "spec": {},
        "status": {
            "allocatable": {"cpu": cpu, "memory": memory, "pods": pods},
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }


def owner(of: Object) -> Object:
    """The owner reference of a controlling object."""
    return {
        "apiVersion": of["apiVersion"],
        "kind": of["kind"],
        "name": of["metadata"]["name"],
        "uid": of["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def owned_by(candidate: Object, of: Object) -> bool:
    """Say whether an object is controlled by another."""
    references = candidate["metadata"].get("ownerReferences", [])
    return any(reference["uid"] == of["metadata"]["uid"] for reference in references)


def is_ready(pod: Object) -> bool:
    """Say whether a pod takes requests."""
    return any(status["ready"] for status in pod["status"].get("containerStatuses", []))


def condition(of: Object, kind: str) -> Object:
    """The condition of a type in an object's status, empty when it has none."""
    found: list[Object] = of["status"].get("conditions", [])
    return next((one for one in found if one["type"] == kind), {})


def address(pod: Object) -> str:
    """Where a pod listens: host:port."""
    return f"{pod['status']['podIP']}:{pod['spec']['containers'][0]['ports'][0]['containerPort']}"
