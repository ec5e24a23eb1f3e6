"""prometheus-adapter's rules for the external metrics, as values of its Helm chart.

One rule per workload, with the whole query written out: an HPA can select by label values, not by the pattern that pods' names
follow.
https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/externalmetrics.md
"""

from typing import Any

from rulegen.outputs.autoscaling.metric import Metric, Scaled
from rulegen.outputs.yamlfile import dump


def adapter_values(workloads: list[Scaled]) -> str:
    """`helm upgrade prometheus-adapter … --values`; the list `rules.external` belongs with those that are there already."""
    rules = [_rule(metric) for scaled in workloads for metric in scaled.metrics]
    return dump({"rules": {"external": rules}}, "the catalog")


def _rule(metric: Metric) -> dict[str, Any]:
    by_namespace = {"overrides": {"namespace": {"resource": "namespace"}}}
    return {
        "seriesQuery": metric.selector,
        "resources": by_namespace if metric.namespaced else {"namespaced": False},
        "name": {"matches": "^.*$", "as": metric.name},
        "metricsQuery": metric.query,
    }
