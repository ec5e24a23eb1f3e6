"""Makes what is there agree with what is wanted: HPA floor, then ReplicaSets, then Pods, then reported status.

One pass is one step under the store's lock; no waiting, no processes.
"""

import time

from loopback.ports import free_port

from localcluster import objects
from localcluster.resources import DEPLOYMENTS, HPAS, PODS, REPLICASETS
from localcluster.store import Object, Store


class Controllers:
    """Reconciles a store.

    Args:
        hpa_stabilization_s: how long an HPA waits before it lowers replicas to its floor (300 s in a real cluster).
    """

    def __init__(self, store: Store, hpa_stabilization_s: float = 5.0) -> None:
        self._store = store
        self._hpa_stabilization_s = hpa_stabilization_s
        self._above_floor_since: dict[str, float] = {}

    def reconcile(self) -> None:
        """Do one pass."""
        with self._store.lock:
            for hpa in self._store.list(HPAS):
                self._autoscale(hpa)
            for deployment in self._store.list(DEPLOYMENTS):
                self._deploy(deployment)

    def _autoscale(self, hpa: Object) -> None:
        spec, uid = hpa["spec"], hpa["metadata"]["uid"]
        deployments = self._store.list(DEPLOYMENTS, hpa["metadata"]["namespace"])
        deployment = next(
            (one for one in deployments if one["metadata"]["name"] == spec["scaleTargetRef"]["name"]), None
        )
        if deployment is None:
            return  # as a real HPA whose target does not exist (yet)
        current = deployment["spec"]["replicas"]
        floor = spec.get("minReplicas", 1)
        wanted = max(floor, min(current, spec["maxReplicas"]))
        if current == 0:
            wanted = 0  # zero replicas switch an HPA off
        elif wanted <= floor:
            self._above_floor_since.pop(uid, None)
        elif time.monotonic() - self._above_floor_since.setdefault(uid, time.monotonic()) > self._hpa_stabilization_s:
            wanted = floor
        deployment["spec"]["replicas"] = wanted
        self._store.replace(DEPLOYMENTS, deployment)
        hpa["status"] = {"currentReplicas": current, "desiredReplicas": wanted}
        self._store.replace(HPAS, hpa)

    def _deploy(self, deployment: Object) -> None:
        namespace = deployment["metadata"]["namespace"]
        owned = [one for one in self._store.list(REPLICASETS, namespace) if objects.owned_by(one, deployment)]
        replica_set = owned[0] if owned else self._store.create(REPLICASETS, objects.replica_set(deployment))
        pods = [one for one in self._store.list(PODS, namespace) if objects.owned_by(one, replica_set)]
        wanted = deployment["spec"]["replicas"]
        for _ in range(wanted - len(pods)):
            pods.append(self._store.create(PODS, objects.pod(replica_set, free_port())))
        for pod in removed_first(pods)[: max(0, len(pods) - wanted)]:
            self._store.delete(PODS, namespace, pod["metadata"]["name"])
            pods.remove(pod)
        ready = sum(map(objects.is_ready, pods))
        replica_set["spec"]["replicas"] = wanted
        replica_set["status"] = {"replicas": len(pods), "readyReplicas": ready}
        self._store.replace(REPLICASETS, replica_set)
        deployment["status"] = {
            "replicas": len(pods),
            "readyReplicas": ready,
            "availableReplicas": ready,
            "unavailableReplicas": len(pods) - ready,
            "updatedReplicas": len(pods),
            "observedGeneration": deployment["metadata"]["generation"],
        }
        self._store.replace(DEPLOYMENTS, deployment)


def removed_first(pods: list[Object]) -> list[Object]:
    """Order pods (given oldest first) as a ReplicaSet gives them up: not ready before ready, then young before old."""
    youngest_first = pods[::-1]
    return sorted(youngest_first, key=objects.is_ready)
