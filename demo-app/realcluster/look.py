"""Questions to a cluster through the official client; answers are plain objects as the API writes them."""

from collections import Counter
from typing import Any

from kubernetes import client
from localcluster.objects import is_ready

Object = dict[str, Any]
KILLED = 137


class Look:
    """Reads one namespace."""

    def __init__(self, api: client.ApiClient, namespace: str) -> None:
        self._api = api
        self._namespace = namespace

    def deployments(self) -> list[Object]:
        """Every Deployment."""
        return self._plain(client.AppsV1Api(self._api).list_namespaced_deployment(self._namespace))

    def pods(self) -> list[Object]:
        """Every pod, oldest first."""
        found = self._plain(client.CoreV1Api(self._api).list_namespaced_pod(self._namespace))
        return sorted(found, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))

    def ready_pods(self, deployment: str) -> list[Object]:
        """The pods of a Deployment (by their `app` label) that take requests, oldest first."""
        return [pod for pod in self.pods() if pod["metadata"]["labels"].get("app") == deployment and is_ready(pod)]

    def replicas(self) -> dict[str, int]:
        """Wanted replicas, by Deployment."""
        return {one["metadata"]["name"]: one["spec"]["replicas"] for one in self.deployments()}

    def kills_by_app(self) -> dict[str, int]:
        """Restarts of containers whose last end was SIGKILL, by Deployment. Pods that are gone count no more."""
        kills: Counter[str] = Counter()
        for pod in self.pods():
            for status in pod["status"].get("containerStatuses", []):
                if status.get("lastState", {}).get("terminated", {}).get("exitCode") == KILLED:
                    kills[pod["metadata"]["labels"]["app"]] += status["restartCount"]
        return dict(kills)

    def _plain(self, listing: Any) -> list[Object]:
        plain: Object = self._api.sanitize_for_serialization(listing)  # type: ignore[no-untyped-call]
        return list(plain["items"])
