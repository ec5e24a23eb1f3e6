"""Has a Grafana outside of Kubernetes load the dashboards; inside, the chart's ConfigMaps and Grafana's sidecar do.

https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards
"""

from rulegen.outputs.yamlfile import dump


def provisioning() -> str:
    """A provider for `/etc/grafana/provisioning/dashboards`; the folder that it names is the user's to mount."""
    provider = {
        "name": "predictive-reliability-engine",
        "folder": "Forecasts",
        "type": "file",
        "options": {"path": "/var/lib/grafana/dashboards/forecasts"},
    }
    return dump({"apiVersion": 1, "providers": [provider]}, "the catalog")
