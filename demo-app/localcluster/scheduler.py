"""Gives pods their nodes: the first ready, uncordoned one that the pod tolerates, selects and fits on.

Affinity, priorities and preemption are not known here. A pod that finds no node waits, and says why in its condition, as
https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/ has it.
"""

from collections import Counter

from localcluster import events, objects, quantities, resize
from localcluster.quantities import Amounts
from localcluster.resources import NODES, PODS
from localcluster.store import Object, Store


def schedule(store: Store) -> None:
    """Do one pass; the caller holds the store's lock."""
    nodes = store.list(NODES)
    for pod in store.list(PODS):
        if "nodeName" in pod["spec"] or pod["status"].get("phase") != "Pending":
            continue
        refusals = {node["metadata"]["name"]: _refusal(store, node, pod) for node in nodes}
        chosen = next((name for name, refusal in refusals.items() if not refusal), None)
        if chosen is None:
            _leave_waiting(store, pod, Counter(refusals.values()))
        else:
            pod["spec"]["nodeName"] = chosen
            pod["status"]["conditions"] = [{"type": "PodScheduled", "status": "True"}]
            store.replace(PODS, pod)


def _leave_waiting(store: Store, pod: Object, refusals: Counter[str]) -> None:
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(refusals.items())) or "no nodes available"
    message = f"0/{refusals.total()} nodes are available: {reasons}."
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
    if objects.condition(pod, "PodScheduled") != condition:
        pod["status"]["conditions"] = [condition]
        store.replace(PODS, pod)
        events.warn(store, pod, "FailedScheduling", message)


def _refusal(store: Store, node: Object, pod: Object) -> str:
    """Why a pod cannot be on a node, empty when it can."""
    spec, labels = node.get("spec", {}), node["metadata"].get("labels", {})
    if spec.get("unschedulable"):
        return "node(s) were unschedulable"
    if objects.condition(node, "Ready").get("status") != "True":
        return "node(s) were not ready"
    tolerations = pod["spec"].get("tolerations", [])
    untolerated = [taint for taint in spec.get("taints", []) if not _tolerated(taint, tolerations)]
    if untolerated:
        return f"node(s) had untolerated taint {{{untolerated[0]['key']}: {untolerated[0].get('value', '')}}}"
    if not pod["spec"].get("nodeSelector", {}).items() <= labels.items():
        return "node(s) didn't match Pod's node affinity/selector"
    return _lacking(_free(store, node), pod)


def _lacking(free: Amounts, pod: Object) -> str:
    needed = {**quantities.asked(pod), **quantities.read({"pods": "1"})}
    lacking = next((name for name in ("cpu", "memory", "pods") if needed.get(name, 0) > free.get(name, 0)), None)
    if lacking == "pods":
        return "Too many pods"
    return f"Insufficient {lacking}" if lacking else ""


def _free(store: Store, node: Object) -> Amounts:
    name, allocatable = node["metadata"]["name"], quantities.read(node["status"]["allocatable"])
    there = [pod for pod in store.list(PODS) if pod["spec"].get("nodeName") == name]
    taken = quantities.add([*map(resize.counted, there), quantities.read({"pods": str(len(there))})])
    return {what: amount - taken.get(what, 0) for what, amount in allocatable.items()}


def _tolerated(taint: Object, tolerations: list[Object]) -> bool:
    if taint.get("effect") == "PreferNoSchedule":
        return True
    return any(_tolerates(one, taint) for one in tolerations)


def _tolerates(toleration: Object, taint: Object) -> bool:
    exists = toleration.get("operator", "Equal") == "Exists"
    same_key = toleration.get("key", "" if exists else None) in ("", taint["key"])
    same_effect = toleration.get("effect", taint.get("effect")) == taint.get("effect")
    return same_key and same_effect and (exists or toleration.get("value", "") == taint.get("value", ""))
