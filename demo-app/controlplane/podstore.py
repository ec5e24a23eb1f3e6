"""What the stand-in's kubelet asks of its store, asked of an API server: which pods there are on the node, and how they are.

Pods are processes of this machine, and a template gives all of a workload's pods the same port; so each gets an address of its
own on loopback, known here only: an API server takes none of those for a pod.
"""

from collections.abc import Sequence
from typing import Any

from kubernetes import client
from kubernetes.client.exceptions import ApiException
from localcluster.resources import PODS, PVCS, Resource
from localcluster.status import ApiError
from localcluster.store import Object

from controlplane.hollow import NODE

_PER_BLOCK = 250


class PodStore:
    """Implements `localcluster.store.Pods`."""

    def __init__(self, api: client.ApiClient) -> None:
        self._api: Any = api
        self._core: Any = client.CoreV1Api(api)
        self._addresses: dict[str, str] = {}
        self._ending: set[str] = set()
        self._reported: dict[str, Object] = {}

    def list(self, resource: Resource) -> Sequence[Object]:
        """The pods of the node that are to run, or every claim."""
        if resource is PVCS:
            return self._plain(self._core.list_persistent_volume_claim_for_all_namespaces())
        found = self._plain(self._core.list_pod_for_all_namespaces(field_selector=f"spec.nodeName={NODE}"))
        return [self._addressed(pod) for pod in found if not self._ends(pod)]

    def replace(self, resource: Resource, pod: Object) -> None:
        """Report how a pod is, where that is news.

        Raises:
            ApiError: the pod is gone, or changed meanwhile.
        """
        assert resource is PODS
        status = {name: what for name, what in pod["status"].items() if name != "podIP"}
        metadata = pod["metadata"]
        if self._reported.get(metadata["uid"]) == status:
            return
        try:
            self._core.patch_namespaced_pod_status(metadata["name"], metadata["namespace"], {"status": status})
        except ApiException as error:
            raise ApiError(error.status or 503, str(error.reason), str(error.body)) from error
        self._reported[metadata["uid"]] = status

    def _ends(self, pod: Object) -> bool:
        """Whether a pod was told to end; a look later its process has ended, and the pod is let go."""
        metadata = pod["metadata"]
        if "deletionTimestamp" not in metadata:
            return False
        if metadata["uid"] in self._ending:
            try:
                self._core.delete_namespaced_pod(metadata["name"], metadata["namespace"], grace_period_seconds=0)
            except ApiException as error:
                if error.status != 404:
                    raise
        self._ending.add(metadata["uid"])
        return True

    def _addressed(self, pod: Object) -> Object:
        number = len(self._addresses)
        address = self._addresses.setdefault(
            pod["metadata"]["uid"], f"127.1.{number // _PER_BLOCK}.{number % _PER_BLOCK + 1}"
        )
        pod["status"]["podIP"] = address
        return pod

    def _plain(self, listing: Any) -> Sequence[Object]:
        found: Sequence[Object] = self._api.sanitize_for_serialization(listing)["items"]
        return found
