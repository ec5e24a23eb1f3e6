"""HorizontalPodAutoscaler on external metrics.

`Value`, not `AverageValue`: the metric is a ratio that does not grow with the number of replicas. Without the metric
(Prometheus or the adapter is gone, no sample) an HPA leaves the replicas as they are.
"""

from collections.abc import Mapping
from typing import Any

from rulegen.outputs.autoscaling.behavior import behavior, metadata, scale_target
from rulegen.outputs.autoscaling.metric import Metric, Scaled
from rulegen.outputs.yamlfile import dump


def hpa(scaled: Scaled, labels: Mapping[str, str]) -> str:
    """The resource of one workload."""
    return dump(
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": metadata(scaled.workload, dict(labels)),
            "spec": {
                "scaleTargetRef": scale_target(scaled.workload),
                "minReplicas": scaled.bounds.min_replicas,
                "maxReplicas": scaled.bounds.max_replicas,
                "metrics": [_external(metric) for metric in scaled.metrics],
                "behavior": behavior(scaled.bounds),
            },
        },
        "the catalog",
    )


def _external(metric: Metric) -> dict[str, Any]:
    target = {"type": "Value", "value": f"{round(1000 * metric.at)}m"}
    return {"type": "External", "external": {"metric": {"name": metric.name}, "target": target}}
