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


def hpa(target: str, least: int, most: int) -> Object:
    """An HPA above a Deployment; it never sees a metric, so only its bounds act."""
    cpu = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": target},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
            "minReplicas": least,
            "maxReplicas": most,
            "metrics": [{"type": "Resource", "resource": cpu}],
        },
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
