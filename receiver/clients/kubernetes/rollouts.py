"""Reads how workloads replace their pods, and restarts them by the annotation that kubectl writes.

https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment ,
https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_restart/ ,
https://argo-rollouts.readthedocs.io/en/stable/features/restart/
"""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kubernetes import client

from receiver.clients.kubernetes.calls import Calls, merge_patch
from receiver.clients.kubernetes.kinds import Kinds
from receiver.domain.rollout import UNKNOWN_POD_S, Rollout
from receiver.domain.target import Target, Workload
from receiver.errors import PermanentError, ReceiverError

_ARGO = "Rollout.argoproj.io"
_RESTARTABLE = ("Deployment", "StatefulSet", "DaemonSet", _ARGO)
_RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"

Object = Mapping[str, Any]


class Rollouts:
    """The part of the port `Cluster` that is about replacing pods."""

    def __init__(self, api: client.ApiClient, calls: Calls, kinds: Kinds) -> None:
        self._as_json: Callable[[Any], Any] = api.sanitize_for_serialization
        self._core = client.CoreV1Api(api)
        self._objects = client.CustomObjectsApi(api)
        self._calls = calls
        self._kinds = kinds

    def read(self, target: Target, workload_of: Callable[[Target, Object], Workload]) -> Rollout:
        """Return a workload with its strategy, and how long its pods take to become ready."""
        found = self._read(target)
        try:
            pods = self._pods(target, found)
        except ReceiverError:
            pods = []  # without the right to list pods their probes have to do
        measured = _ready_after_s(pods)
        pod_s = _by_probes_s(found["spec"].get("template") or {}) if measured is None else measured
        return _rollout(target.kind, found, workload_of(target, found), pod_s, measured=measured is not None)

    def restart(self, target: Target, stamp: str, annotations: Mapping[str, str | None], resource_version: str) -> None:
        """Write the time of a restart, in one patch with the annotations; the same time again is no restart."""
        spec: Any = {"template": {"metadata": {"annotations": {_RESTARTED_AT: stamp}}}}
        if target.kind == _ARGO:
            spec = {"restartAt": stamp}
        self._calls.patch(
            f"restart {target}",
            dict,
            self._objects.patch_namespaced_custom_object,
            *self._place(target),
            merge_patch(resource_version, annotations) | {"spec": spec},
        )

    def pods(self, target: Target) -> tuple[str, ...]:
        """Return the names of a workload's pods that have neither ended nor been told to end."""
        return tuple(pod["metadata"]["name"] for pod in self._pods(target, self._read(target)))

    def trouble(self, target: Target) -> str:
        """Say why pods of a workload are missing or wait for a node, empty when none does."""
        found = self._read(target)
        conditions = (found.get("status") or {}).get("conditions") or []
        refused = [one.get("message", "") for one in conditions if _is(one, "ReplicaFailure", "True")]
        waiting = [
            one.get("message", "")
            for pod in self._pods(target, found)
            for one in (pod.get("status") or {}).get("conditions") or []
            if _is(one, "PodScheduled", "False")
        ]
        said = [f"pods are refused: {refused[0]}"] if refused else []
        return "; ".join([*said, *([f"{len(waiting)} of its pods wait for a node: {waiting[0]}"] if waiting else [])])

    def _read(self, target: Target) -> Object:
        if target.kind not in _RESTARTABLE:
            raise PermanentError(f"{target} cannot be restarted: only {', '.join(_RESTARTABLE)} replace their pods")
        get = self._objects.get_namespaced_custom_object
        return self._calls.read(f"read {target}", _whole, get, *self._place(target))

    def _pods(self, target: Target, found: Object) -> list[Object]:
        selector = _selector(found["spec"].get("selector") or {})
        if not selector:
            raise PermanentError(f"{target} selects no pods")

        def call(namespace: str, **options: Any) -> Any:
            return self._core.list_namespaced_pod(namespace, label_selector=selector, **options)

        listed = self._calls.read(
            f"list pods of {target}", lambda answer: self._as_json(answer)["items"], call, target.namespace
        )
        return [pod for pod in listed if not _is_over(pod)]

    def _place(self, target: Target) -> tuple[str, str, str, str, str]:
        resource = self._kinds.resource(target.kind)
        return resource.group, resource.version, target.namespace, resource.plural, target.name


def _whole(found: Object) -> Object:
    """Raises LookupError where it is no object with a spec."""
    return {**found, "spec": {**found["spec"]}, "metadata": {**found["metadata"]}}


def _is_over(pod: Object) -> bool:
    """A pod that was told to end may run on for its whole grace period, and what took its place is there already."""
    ended = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
    return ended or bool(pod["metadata"].get("deletionTimestamp"))


def _rollout(kind: str, found: Object, workload: Workload, pod_s: float, *, measured: bool) -> Rollout:
    spec, status = found["spec"], found.get("status") or {}
    pods = workload.replicas
    update = spec.get("updateStrategy") or spec.get("strategy") or {}
    rules = update.get("rollingUpdate") or update.get("canary") or {}
    # https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable : rounded down, surge up.
    usual = "25%" if kind in ("Deployment", _ARGO) else 1
    gone = _count(rules.get("maxUnavailable", usual), pods, math.floor)
    more = _count(rules.get("maxSurge", "25%" if kind == "Deployment" else 0), pods, math.ceil)
    if workload.recreate:
        gone, more = pods, 0
    return Rollout(
        workload=workload,
        at_once=max(gone + more, 1),
        surge=more,
        pod_s=pod_s + float(spec.get("minReadySeconds") or 0),
        measured=measured,
        unfinished=_unfinished(found, status, pods, rules),
        by_hand=update.get("type") == "OnDelete",
    )


def _unfinished(found: Object, status: Object, pods: int, rules: Object) -> str:
    """https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#complete-deployment"""
    if rules.get("partition"):
        return f"its partition {rules['partition']} holds pods back"
    generation, observed = found["metadata"].get("generation"), status.get("observedGeneration")
    if generation is not None and observed is not None and str(observed) != str(generation):
        return "its newest change has not been seen by its controller"
    if "phase" in status:  # Argo's own word for it
        return "" if status["phase"] == "Healthy" else f"it is {status['phase']}"
    updated = int(status.get("updatedNumberScheduled", status.get("updatedReplicas", 0)))
    there = int(status.get("currentNumberScheduled", status.get("replicas", 0)))
    ready = int(status.get("numberAvailable", status.get("availableReplicas", status.get("readyReplicas", 0))))
    if updated >= pods and there == updated and ready >= pods:
        return ""
    return f"{updated} of {pods} pods are of the newest template, {ready} are available"


def _count(given: int | str, pods: int, rounded: Callable[[float], int]) -> int:
    """A number, or a share of the pods."""
    return given if isinstance(given, int) else rounded(pods * float(given.rstrip("%")) / 100)


def _ready_after_s(pods: Sequence[Object]) -> float | None:
    """The median, because a pod whose readiness flapped seems to have taken for ever."""
    took = [seconds for pod in pods if (seconds := _one_ready_after_s(pod)) is not None]
    return statistics.median(took) if took else None


def _one_ready_after_s(pod: Object) -> float | None:
    status = pod.get("status") or {}
    ready = [one["lastTransitionTime"] for one in status.get("conditions") or [] if _is(one, "Ready", "True")]
    started = [
        one["state"]["running"]["startedAt"]
        for one in status.get("containerStatuses") or []
        if (one.get("state") or {}).get("running")
    ]
    if not ready or not started:
        return None
    return max((_at(ready[0]) - min(map(_at, started))).total_seconds(), 1.0)


def _by_probes_s(template: Object) -> float:
    """When a pod is ready at the earliest, by its slowest container's probe; more where there is none to tell."""
    probes = [one.get("readinessProbe") or {} for one in (template.get("spec") or {}).get("containers") or []]
    return UNKNOWN_POD_S + max(
        (probe.get("initialDelaySeconds", 0) + probe.get("periodSeconds", 10) for probe in probes if probe), default=0
    )


def _selector(selector: Object) -> str:
    """https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#list-and-watch-filtering"""
    exact = [f"{key}={value}" for key, value in sorted((selector.get("matchLabels") or {}).items())]
    return ",".join([*exact, *map(_term, selector.get("matchExpressions") or [])])


def _term(one: Object) -> str:
    key, operator = one["key"], one["operator"]
    if operator in ("Exists", "DoesNotExist"):
        return key if operator == "Exists" else f"!{key}"
    return f"{key} {operator.lower()} ({','.join(one['values'])})"


def _is(condition: Object, kind: str, status: str) -> bool:
    return (condition.get("type"), condition.get("status")) == (kind, status)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
