"""KEDA's ScaledObject, which asks Prometheus itself.

A query without a result is an error to KEDA here (`ignoreNullValues: "false"`), and its HPA then leaves the replicas as they
are; the default would count it as zero and scale down. It scales neither to nor from zero.
https://keda.sh/docs/latest/scalers/prometheus/
"""

from collections.abc import Mapping
from typing import Any

from rulegen.outputs.autoscaling.behavior import behavior, metadata, scale_target
from rulegen.outputs.autoscaling.metric import Metric, Scaled
from rulegen.outputs.yamlfile import dump

_POLL_S = 30


def scaled_object(scaled: Scaled, prometheus_url: str, labels: Mapping[str, str]) -> str:
    """The resource of one workload.

    Args:
        prometheus_url: where KEDA's operator reaches the server.
    """
    return dump(
        {
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "ScaledObject",
            "metadata": metadata(scaled.workload, dict(labels)),
            "spec": {
                "scaleTargetRef": scale_target(scaled.workload),
                "pollingInterval": _POLL_S,
                "minReplicaCount": scaled.bounds.min_replicas,
                "maxReplicaCount": scaled.bounds.max_replicas,
                "advanced": {"horizontalPodAutoscalerConfig": {"behavior": behavior(scaled.bounds)}},
                "triggers": [_trigger(metric, prometheus_url) for metric in scaled.metrics],
            },
        },
        "the catalog",
    )


def _trigger(metric: Metric, prometheus_url: str) -> dict[str, Any]:
    return {
        "type": "prometheus",
        "name": metric.name,
        "metricType": "Value",
        "metadata": {
            "serverAddress": prometheus_url,
            "query": metric.query,
            "threshold": f"{metric.at:g}",
            "ignoreNullValues": "false",
        },
    }
