"""PrometheusRule custom resources of the Prometheus operator."""

from collections.abc import Mapping

from rulegen.model.rule import Group
from rulegen.outputs.prometheus import group_data
from rulegen.outputs.yamlfile import dump


def prometheus_rule(groups: list[Group], name: str, source: str, labels: Mapping[str, str]) -> str:
    """The resource of one catalog file (or a part of it); its namespace is left to whoever applies it."""
    return dump(
        {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": {
                "name": name,
                "labels": {
                    **labels,
                    "app.kubernetes.io/managed-by": "rulegen",
                    "app.kubernetes.io/part-of": "forecast",
                },
            },
            "spec": {"groups": [group_data(group) for group in groups]},
        },
        source,
    )
