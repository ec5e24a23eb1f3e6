"""Ways through `kubectl proxy`: the API server forwards plain HTTP to a pod's port.

https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/#manually-constructing-apiserver-proxy-urls
"""

from typing import Any
from urllib.parse import urlsplit

Object = dict[str, Any]


def pod_path(pod: Object) -> str:
    """The path under which the API server forwards to a pod, without a trailing slash."""
    metadata = pod["metadata"]
    port = pod["spec"]["containers"][0]["ports"][0]["containerPort"]
    return f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}:{port}/proxy"


def scrape_targets(pods: list[Object], proxy_url: str) -> list[Object]:
    """The http_sd answer for running pods. All are at one address, so each is its own `instance` by its name."""
    return [
        {
            "targets": [urlsplit(proxy_url).netloc],
            "labels": {
                "__metrics_path__": f"{pod_path(pod)}/metrics",
                "instance": pod["metadata"]["name"],
                "namespace": pod["metadata"]["namespace"],
                "pod": pod["metadata"]["name"],
            },
        }
        for pod in pods
        if pod["status"].get("phase") == "Running"
    ]
