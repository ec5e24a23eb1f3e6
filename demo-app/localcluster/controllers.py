"""Makes what is there agree with what is wanted: HPA floor, then ReplicaSets, then Pods and their nodes, then volumes, with
what is reported.

One pass is one step under the store's lock; no waiting, no processes.
"""

import time

from loopback.ports import free_port

from localcluster import disruption, events, objects, quotas, scheduler
from localcluster.resize import Resizer
from localcluster.resources import DEPLOYMENTS, HPAS, PODS, REPLICASETS, Resource
from localcluster.store import Object, Store
from localcluster.volumes import Provisioner


class Controllers:
    """Reconciles a store.

    Args:
        hpa_stabilization_s: how long an HPA waits before it lowers replicas to its floor (300 s in a real cluster).
    """

    def __init__(self, store: Store, hpa_stabilization_s: float = 5.0) -> None:
        self._store = store
        self._hpa_stabilization_s = hpa_stabilization_s
        self._provisioner = Provisioner(store)
        self._resizer = Resizer(store)
        self._above_floor_since: dict[str, float] = {}
        self._refusals: dict[str, str] = {}

    def reconcile(self) -> None:
        """Do one pass."""
        with self._store.lock:
            for hpa in self._store.list(HPAS):
                self._autoscale(hpa)
            for deployment in self._store.list(DEPLOYMENTS):
                self._deploy(deployment)
            scheduler.schedule(self._store)
            self._provisioner.reconcile()
            self._resizer.reconcile()
            quotas.report(self._store)
            disruption.report(self._store)

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
        # While it is paused, a changed template waits: no new ReplicaSet.
        newest = owned[-1] if owned and deployment["spec"].get("paused") else objects.replica_set(deployment)
        current = next((one for one in owned if one["metadata"]["name"] == newest["metadata"]["name"]), None)
        if current is None:
            current = self._store.create(REPLICASETS, newest)
        older = [one for one in owned if one["metadata"]["uid"] != current["metadata"]["uid"]]
        replaced = [pod for old in older for pod in self._pods_of(old)]
        wanted = deployment["spec"]["replicas"]
        # Rolling: one pod more than wanted while older ones are replaced, and none fewer ready than wanted.
        room = wanted - len(replaced) + 1 if replaced else wanted
        fresh = self._keep(current, min(wanted, max(room, len(self._pods_of(current)))))
        spare = sum(map(objects.is_ready, [*replaced, *fresh])) - wanted
        for pod in removed_first(replaced)[: max(spare, 0)]:
            self._store.delete(PODS, namespace, pod["metadata"]["name"])
        for old in older:
            self._count(REPLICASETS, old, self._pods_of(old))
        self._count(REPLICASETS, current, fresh)
        pods = [*fresh, *(pod for old in older for pod in self._pods_of(old))]
        ready = sum(map(objects.is_ready, pods))
        deployment["status"] = {
            "replicas": len(pods),
            "readyReplicas": ready,
            "availableReplicas": ready,
            "unavailableReplicas": len(pods) - ready,
            "updatedReplicas": len(fresh),
            "observedGeneration": deployment["metadata"]["generation"],
            "conditions": _failure(self._refusals.get(current["metadata"]["uid"], "")),
        }
        self._store.replace(DEPLOYMENTS, deployment)

    def _pods_of(self, owner: Object) -> list[Object]:
        pods = self._store.list(PODS, owner["metadata"]["namespace"])
        return [pod for pod in pods if objects.owned_by(pod, owner)]

    def _keep(self, owner: Object, wanted: int) -> list[Object]:
        """Let an owner have so many pods, and return them."""
        pods = self._pods_of(owner)
        refusal = ""
        while len(pods) < wanted and not refusal:
            pod = objects.pod(owner, free_port())
            refusal = quotas.refusal(self._store, pod)
            if not refusal:
                pods.append(self._store.create(PODS, pod))
        self._note_refusal(owner, refusal)
        for pod in removed_first(pods)[: max(0, len(pods) - wanted)]:
            self._store.delete(PODS, pod["metadata"]["namespace"], pod["metadata"]["name"])
            pods.remove(pod)
        return pods

    def _note_refusal(self, owner: Object, refusal: str) -> None:
        """The pod's name is part of the words and new each time; what counts is whether there is a refusal."""
        uid = owner["metadata"]["uid"]
        if not refusal:
            self._refusals.pop(uid, None)
        elif uid not in self._refusals:
            self._refusals[uid] = refusal
            events.warn(self._store, owner, "FailedCreate", f"Error creating: {refusal}")

    def _count(self, resource: Resource, owner: Object, pods: list[Object]) -> None:
        owner["spec"]["replicas"] = len(pods)
        owner["status"] = {"replicas": len(pods), "readyReplicas": sum(map(objects.is_ready, pods))}
        self._store.replace(resource, owner)


def _failure(refusal: str) -> list[Object]:
    """https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment"""
    if not refusal:
        return []
    return [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": refusal}]


def removed_first(pods: list[Object]) -> list[Object]:
    """Order pods (given oldest first) as a ReplicaSet gives them up: not ready before ready, then young before old."""
    youngest_first = pods[::-1]
    return sorted(youngest_first, key=objects.is_ready)
