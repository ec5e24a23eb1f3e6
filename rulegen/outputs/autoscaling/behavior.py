"""How fast an HPA moves on a forecast, and what it scales; KEDA hands the same to the HPA that it makes.

Up at once but bounded: at most `max_step` replicas within a cooldown, because a forecast may overshoot. Down slowly: one
replica in a cooldown, and only by what was asked for most during five minutes (an HPA's own default), because a replica that
is taken away gives its share to the others.
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
"""

from typing import Any

from rulegen.model.autoscaler import Bounds, Workload

_API_VERSIONS = {"Deployment": "apps/v1", "StatefulSet": "apps/v1", "Rollout": "argoproj.io/v1alpha1"}
_STABILIZATION_S = 300


def scale_target(workload: Workload) -> dict[str, str]:
    """Reference to the workload."""
    return {"apiVersion": _API_VERSIONS[workload.kind], "kind": workload.kind, "name": workload.name}


def behavior(bounds: Bounds) -> dict[str, Any]:
    """Scaling policies in both directions."""
    period_s = int(bounds.cooldown.seconds)
    return {
        "scaleUp": {
            "stabilizationWindowSeconds": 0,
            "policies": [{"type": "Pods", "value": bounds.max_step, "periodSeconds": period_s}],
        },
        "scaleDown": {
            "stabilizationWindowSeconds": _STABILIZATION_S,
            "policies": [{"type": "Pods", "value": 1, "periodSeconds": period_s}],
        },
    }


def metadata(workload: Workload, labels: dict[str, str]) -> dict[str, Any]:
    """Named after the workload, with an ending that keeps it from overwriting an autoscaler that is there already."""
    return {
        "name": f"{workload.name}-forecast",
        "namespace": workload.namespace,
        "labels": {**labels, "app.kubernetes.io/managed-by": "rulegen"},
    }
