"""The objects that the conformance tests put into a place, as small as a real API server takes them."""

from typing import Any

Object = dict[str, Any]

_PAUSE = {"name": "pause", "image": "registry.k8s.io/pause:3.10"}


def deployment(name: str, replicas: int = 1, **requests: str) -> Object:
    """A Deployment whose pods do nothing, and ask for so much."""
    made = {"apiVersion": "apps/v1", "kind": "Deployment", **_workload(name, replicas)}
    if requests:
        made["spec"]["template"]["spec"]["containers"] = [{**_PAUSE, "resources": {"requests": requests}}]
    return made


def stateful_set(name: str, replicas: int = 1) -> Object:
    """A StatefulSet whose pods do nothing."""
    made = {"apiVersion": "apps/v1", "kind": "StatefulSet", **_workload(name, replicas)}
    made["spec"]["serviceName"] = name
    return made


def hpa(target: str, least: int, most: int, owner: Object | None = None) -> Object:
    """An HPA above a Deployment, controlled by another object; it never sees a metric, so only its bounds act."""
    cpu = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": target, **({"ownerReferences": [_controller(owner)]} if owner else {})},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
            "minReplicas": least,
            "maxReplicas": most,
            "metrics": [{"type": "Resource", "resource": cpu}],
        },
    }


def scaled_object(target: str, least: int, most: int) -> Object:
    """KEDA's object above a Deployment."""
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": target},
        "spec": {"scaleTargetRef": {"name": target}, "minReplicaCount": least, "maxReplicaCount": most, "triggers": []},
    }


def scaled_object_definition() -> Object:
    """What makes an API server know KEDA's objects, whatever they hold."""
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {"name": "v1alpha1", "served": True, "storage": True, "schema": {"openAPIV3Schema": anything}}
    names = {"plural": "scaledobjects", "singular": "scaledobject", "kind": "ScaledObject"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "scaledobjects.keda.sh"},
        "spec": {"group": "keda.sh", "scope": "Namespaced", "names": names, "versions": [version]},
    }


def claim(name: str, storage_class: str, storage: str) -> Object:
    """A claim for a volume."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": storage_class,
            "resources": {"requests": {"storage": storage}},
        },
    }


def quota(name: str, **hard: str) -> Object:
    """What the namespace may hold."""
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": name}, "spec": {"hard": hard}}


def disruption_budget(target: str, min_available: int) -> Object:
    """How many pods of a workload must stay."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": target},
        "spec": {"minAvailable": min_available, "selector": {"matchLabels": {"app": target}}},
    }


def _controller(owner: Object) -> Object:
    reference = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": owner["metadata"]["name"]}
    return {**reference, "uid": owner["metadata"]["uid"], "controller": True}


def _workload(name: str, replicas: int) -> Object:
    labels = {"app": name}
    return {
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [_PAUSE]}},
        },
    }
