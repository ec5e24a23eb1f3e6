"""Which pods Prometheus scrapes: http_sd over the pods in the store (prometheus.io/docs/prometheus/latest/http_sd/)."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from localcluster.objects import address
from localcluster.resources import PODS
from localcluster.store import Pods

PATH = "/sd/pods"


def blueprint(store: Pods) -> Blueprint:
    """Serve the running pods; the meta labels are those of kubernetes_sd, for whoever relabels."""
    bp = Blueprint("service_discovery", __name__)

    @bp.get(PATH)
    def pods() -> ResponseReturnValue:
        running = [pod for pod in store.list(PODS) if pod["status"]["phase"] == "Running"]
        return jsonify([{"targets": [address(pod)], "labels": _labels(pod["metadata"])} for pod in running])

    return bp


def _labels(metadata: dict[str, object]) -> dict[str, str]:
    namespace, name = str(metadata["namespace"]), str(metadata["name"])
    labels = {
        "namespace": namespace,
        "pod": name,
        "__meta_kubernetes_namespace": namespace,
        "__meta_kubernetes_pod_name": name,
    }
    own = metadata.get("labels")
    for key, value in (own if isinstance(own, dict) else {}).items():
        safe = "".join(character if character.isalnum() else "_" for character in key)
        labels[f"__meta_kubernetes_pod_label_{safe}"] = str(value)
    return labels
