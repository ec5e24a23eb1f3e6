"""`resize`: the one way to change what a pod's containers ask for while they run, and how it comes true.

Nothing but the resources of containers changes this way, and the pod's quality of service stays. The kubelet then takes it, or
says that it cannot: never on this node (Infeasible), or not yet (Deferred).
https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
"""

import copy
import time
from typing import Any

from localcluster import objects, quantities, quotas
from localcluster.quantities import Amounts
from localcluster.resources import NODES, PODS
from localcluster.status import ApiError, conflict, invalid
from localcluster.store import Object, Store

_PENDING, _IN_PROGRESS = CONDITIONS = ("PodResizePending", "PodResizeInProgress")
_EMPTY = {"image": "", "imageID": "", "ready": False, "restartCount": 0, "state": {}, "lastState": {}}
_FIELD = "spec.containers[].resources"


def write_back(old: Object, new: Object) -> Object:
    """Carry changed resources over to the pod.

    Raises:
        ApiError: 409 when it was made of an older version, 422 for what cannot be.
    """
    metadata = old["metadata"]
    if new["metadata"].get("resourceVersion", metadata["resourceVersion"]) != metadata["resourceVersion"]:
        raise conflict(PODS.qualified, metadata["name"])
    wanted = {one["name"]: one.get("resources", {}) for one in new["spec"].get("containers", [])}
    names = [one["name"] for one in old["spec"]["containers"]]
    if list(wanted) != names:
        raise invalid(
            PODS.kind, metadata["name"], "spec.containers", "Forbidden: containers may not be added or removed"
        )
    resized = copy.deepcopy(old)
    for container in resized["spec"]["containers"]:
        container["resources"] = wanted[container["name"]]
    _check(resized, old)
    return resized


def check_quota(store: Store, old: Object, new: Object) -> None:
    """Admit growth only where the namespace's quotas have room for it.

    Raises:
        ApiError: 403.
    """
    refusal = quotas.refusal(store, new, instead_of=old)
    if refusal:
        raise ApiError(403, "Forbidden", refusal, {"name": old["metadata"]["name"], "kind": PODS.plural})


def quality(pod: Object) -> str:
    """https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/"""
    resources = [one.get("resources", {}) for one in pod["spec"]["containers"]]
    if not any(one.get("requests") or one.get("limits") for one in resources):
        return "BestEffort"
    guaranteed = all(_is_guaranteed(one) for one in resources)
    return "Guaranteed" if guaranteed else "Burstable"


def _is_guaranteed(resources: Object) -> bool:
    limits = quantities.read(resources.get("limits", {}))
    requests = {**limits, **quantities.read(resources.get("requests", {}))}
    return {"cpu", "memory"} <= limits.keys() and all(requests[name] == limits[name] for name in ("cpu", "memory"))


def _check(resized: Object, old: Object) -> None:
    name = old["metadata"]["name"]
    for container in resized["spec"]["containers"]:
        limits, requests = (quantities.read(container["resources"].get(part, {})) for part in ("limits", "requests"))
        for what in limits.keys() & requests.keys():
            if requests[what] > limits[what]:
                raise invalid(
                    PODS.kind, name, _FIELD, f"Invalid value: {what} request must be less than or equal to its limit"
                )
    if quality(resized) != quality(old):
        raise invalid(PODS.kind, name, _FIELD, "Invalid value: Pod QOS Class may not change as a result of resizing")


def counted(pod: Object) -> Amounts:
    """What the scheduler counts for a pod: what it asks for, unless the kubelet has said that this can never be."""
    pending = objects.condition(pod, _PENDING)
    running = [{"resources": resources} for resources in _actual(pod).values()]
    return quantities.asked({"spec": {"containers": running}} if pending.get("reason") == "Infeasible" else pod)


def kept(pod: Object) -> Object:
    """What a kubelet that reports its first container leaves as it is: the resources that it runs with."""
    resources = _actual(pod).get(pod["spec"]["containers"][0]["name"])
    return {} if resources is None else {"resources": resources}


class Resizer:
    """What a kubelet does about it, after a while.

    Args:
        resize_s: from the wish to the limit that the container runs with.
    """

    def __init__(self, store: Store, resize_s: float = 1.0) -> None:
        self._store = store
        self._resize_s = resize_s
        self._since: dict[str, float] = {}

    def reconcile(self) -> None:
        """Do one pass; the caller holds the store's lock."""
        for pod in self._store.list(PODS):
            uid = pod["metadata"]["uid"]
            if "nodeName" not in pod["spec"] or _wanted(pod) == _actual(pod):
                self._since.pop(uid, None)
                continue
            condition = self._condition(pod)
            others = [one for one in pod["status"].get("conditions", []) if one["type"] not in CONDITIONS]
            pod["status"]["conditions"] = others if condition is None else [*others, condition]
            if condition is None:
                _report(pod)
            self._store.replace(PODS, pod)

    def _condition(self, pod: Object) -> Object | None:
        """Why it is not true yet, None when it becomes so now."""
        if not _actual(pod):
            return None  # it starts with what it asks for
        node = self._store.get(NODES, "", pod["spec"]["nodeName"])
        asked = quantities.asked(pod).get("memory", 0)
        allocatable = quantities.read(node["status"]["allocatable"])["memory"]
        if asked > allocatable:
            return {
                "type": _PENDING,
                "status": "True",
                "reason": "Infeasible",
                "message": "Node didn't have enough capacity",
            }
        if asked + self._others(pod) > allocatable:
            return {
                "type": _PENDING,
                "status": "True",
                "reason": "Deferred",
                "message": "Node didn't have enough resource",
            }
        since_s = self._since.setdefault(pod["metadata"]["uid"], time.monotonic())
        return None if time.monotonic() - since_s >= self._resize_s else {"type": _IN_PROGRESS, "status": "True"}

    def _others(self, pod: Object) -> Any:
        there = [
            one
            for one in self._store.list(PODS)
            if one["spec"].get("nodeName") == pod["spec"]["nodeName"]
            and one["metadata"]["uid"] != pod["metadata"]["uid"]
        ]
        return quantities.add(map(counted, there)).get("memory", 0)


def _wanted(pod: Object) -> dict[str, Object]:
    return {one["name"]: one.get("resources", {}) for one in pod["spec"]["containers"]}


def _actual(pod: Object) -> dict[str, Object]:
    """What its containers run with; nothing before they do."""
    return {one["name"]: one["resources"] for one in pod["status"].get("containerStatuses", []) if "resources" in one}


def _report(pod: Object) -> None:
    """Write what is asked for into the containers' status as what they run with."""
    statuses = {one["name"]: one for one in pod["status"].get("containerStatuses", [])}
    pod["status"]["containerStatuses"] = [
        {**_EMPTY, **statuses.get(name, {}), "name": name, "resources": resources}
        for name, resources in _wanted(pod).items()
    ]
