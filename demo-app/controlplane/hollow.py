"""A node that is always ready and runs nothing: what a kubelet and a storage driver would report, reported at once.

Pods placed on it are running and ready, deleted ones are gone, and claims have what they ask for, of volumes that are names
only. All of it goes through the API, as a kubelet's reports do.
"""

import threading
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from kubernetes import client
from kubernetes.client.exceptions import ApiException

NODE = "hollow"
PROVISIONER = "hollow"
TICK_S = 0.2
HEARTBEAT_TICKS = 25
ROOM = {"cpu": "8", "memory": "32Gi", "pods": "200"}
_REPORTED = ("Initialized", "ContainersReady", "Ready")
_OVERTAKEN = (404, 409)
"""Statuses that say that somebody else was quicker: the next tick sees what is there now."""


def in_trouble(error: ApiException) -> bool:
    """Whether it is the server's own trouble, so that one asks again, as a kubelet does."""
    return int(error.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR


class HollowNode:
    """Keeps the node inside a `with` block.

    Args:
        reports_pods: whether it says of its pods that they run; somebody else does otherwise.
    """

    def __init__(self, api: client.ApiClient, *, reports_pods: bool = True) -> None:
        self._reports_pods = reports_pods
        self._core: Any = client.CoreV1Api(api)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hollow-node", daemon=True)

    def __enter__(self) -> Self:
        self._core.create_node({"metadata": {"name": NODE, "labels": {"kubernetes.io/hostname": NODE}}})
        self._beat()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def alive(self) -> bool:
        """Whether it still reports; why not is on standard error then."""
        return self._thread.is_alive()

    def _run(self) -> None:
        ticks = 0
        while not self._stopping.wait(TICK_S):
            ticks += 1
            try:
                self._tick(beat=ticks % HEARTBEAT_TICKS == 0)
            except ApiException as error:
                if not in_trouble(error):
                    raise

    def _tick(self, *, beat: bool) -> None:
        if beat:
            self._beat()
        for pod in self._pods() if self._reports_pods else ():
            self._overtaken_or(self._report_pod, pod)
        for claim in self._core.list_persistent_volume_claim_for_all_namespaces().items:
            self._overtaken_or(self._provide if claim.status.phase == "Pending" else self._grow, claim)

    def _pods(self) -> list[Any]:
        found: list[Any] = self._core.list_pod_for_all_namespaces(field_selector=f"spec.nodeName={NODE}").items
        return found

    def _beat(self) -> None:
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": _now()}
        status = {"capacity": ROOM, "allocatable": ROOM, "conditions": [ready]}
        self._core.patch_node_status(NODE, {"status": status})

    def _report_pod(self, pod: Any) -> None:
        where = (pod.metadata.name, pod.metadata.namespace)
        if pod.metadata.deletion_timestamp:
            self._core.delete_namespaced_pod(*where, grace_period_seconds=0)
        elif pod.status.phase == "Pending":
            now = _now()
            conditions = [{"type": one, "status": "True", "lastTransitionTime": now} for one in _REPORTED]
            containers = [_running(container, now) for container in pod.spec.containers]
            status = {"phase": "Running", "startTime": now, "conditions": conditions, "containerStatuses": containers}
            self._core.patch_namespaced_pod_status(*where, {"status": status})

    def _provide(self, claim: Any) -> None:
        """A volume for the claim, which the controller binds; one that is there already answers with 409."""
        spec = {
            "capacity": {"storage": claim.spec.resources.requests["storage"]},
            "accessModes": claim.spec.access_modes,
            "storageClassName": claim.spec.storage_class_name,
            "claimRef": {name: getattr(claim.metadata, name) for name in ("namespace", "name", "uid")},
            "hostPath": {"path": "/nonexistent"},
        }
        self._core.create_persistent_volume({"metadata": {"name": f"{NODE}-{claim.metadata.uid}"}, "spec": spec})

    def _grow(self, claim: Any) -> None:
        asked = claim.spec.resources.requests["storage"]
        if claim.status.phase != "Bound" or claim.status.capacity["storage"] == asked:
            return
        self._core.patch_persistent_volume(claim.spec.volume_name, {"spec": {"capacity": {"storage": asked}}})
        body = {"status": {"capacity": {"storage": asked}}}
        self._core.patch_namespaced_persistent_volume_claim_status(claim.metadata.name, claim.metadata.namespace, body)

    @staticmethod
    def _overtaken_or(report: Any, subject: Any) -> None:
        try:
            report(subject)
        except ApiException as error:
            if error.status not in _OVERTAKEN:
                raise


def _running(container: Any, since: str) -> dict[str, Any]:
    return {
        "name": container.name,
        "image": container.image,
        "imageID": "",
        "ready": True,
        "restartCount": 0,
        "state": {"running": {"startedAt": since}},
    }


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
