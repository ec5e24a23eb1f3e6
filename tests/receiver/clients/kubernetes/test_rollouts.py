"""How workloads replace their pods, read from the API server's objects, and restarted there."""

from typing import Any

import pytest
from localcluster.resources import DAEMONSETS, DEPLOYMENTS, PODS, ROLLOUTS, STATEFULSETS

from receiver.domain.target import Target
from receiver.errors import ConflictError, PermanentError
from tests.support.apiserver import ApiServer
from tests.support.builders import TARGET

ROLLOUT = Target("Rollout.argoproj.io", "shop", "web")
STATEFUL = Target("StatefulSet", "shop", "db")
DAEMON = Target("DaemonSet", "shop", "agent")
SELECTOR = {"matchLabels": {"app": "web"}}
STAMP = "2023-11-14T22:13:20+00:00"


def _done(pods: int, generation: int = 1) -> dict[str, Any]:
    return {
        "observedGeneration": generation,
        "replicas": pods,
        "updatedReplicas": pods,
        "readyReplicas": pods,
        "availableReplicas": pods,
    }


def _put(server: ApiServer, target: Target, status: dict[str, Any], **spec: Any) -> None:
    kinds = {"Deployment": DEPLOYMENTS, "StatefulSet": STATEFULSETS, "DaemonSet": DAEMONSETS, ROLLOUT.kind: ROLLOUTS}
    usual = {"selector": SELECTOR, "template": {"metadata": {}, "spec": {"containers": [{"name": "app"}]}}}
    server.create(kinds[target.kind], "shop", target.name, spec={**usual, **spec}, status=status)


def _pod(server: ApiServer, name: str, started: str, ready: str, **status: Any) -> None:
    container = {"name": "app", "image": "app", "imageID": "", "restartCount": 0, "ready": True}
    made = {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": ready}],
        "containerStatuses": [{**container, "state": {"running": {"startedAt": started}}}],
        **status,
    }
    metadata = {"name": name, "namespace": "shop", "labels": {"app": "web"}}
    server.store.create(PODS, {"metadata": metadata, "spec": {"containers": []}, "status": made})


@pytest.mark.parametrize(
    ("target", "spec", "status", "at_once", "surge"),
    [
        (TARGET, {"replicas": 8}, _done(8), 4, 2),
        (TARGET, {"replicas": 1}, _done(1), 1, 1),
        (TARGET, {"replicas": 8, "strategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}}, _done(8), 1, 1),
        (TARGET, {"replicas": 8, "strategy": {"type": "Recreate"}}, _done(8), 8, 0),
        (STATEFUL, {"replicas": 3}, _done(3), 1, 0),
        (STATEFUL, {"replicas": 3, "updateStrategy": {"rollingUpdate": {"maxUnavailable": 2}}}, _done(3), 2, 0),
        (
            DAEMON,
            {"updateStrategy": {"rollingUpdate": {"maxUnavailable": "50%"}}},
            {
                "desiredNumberScheduled": 6,
                "currentNumberScheduled": 6,
                "updatedNumberScheduled": 6,
                "numberAvailable": 6,
            },
            3,
            0,
        ),
        (ROLLOUT, {"replicas": 8}, {"phase": "Healthy"}, 2, 0),
    ],
)
def test_pods_are_replaced_as_the_strategy_says(
    server: ApiServer, target: Target, spec: dict[str, Any], status: dict[str, Any], at_once: int, surge: int
) -> None:
    _put(server, target, status, **spec)
    rollout = server.kubernetes.rollout(target)
    assert (rollout.at_once, rollout.surge, rollout.unfinished, rollout.by_hand) == (at_once, surge, "", False)
    assert rollout.workload.replicas == spec.get("replicas", 6)


@pytest.mark.parametrize(
    ("target", "spec", "status", "why"),
    [
        (TARGET, {"replicas": 3}, {**_done(3), "updatedReplicas": 1}, "1 of 3 pods are of the newest template"),
        (TARGET, {"replicas": 3}, {**_done(3), "availableReplicas": 2}, "2 are available"),
        (TARGET, {"replicas": 3}, {**_done(3), "replicas": 4}, "3 of 3 pods are of the newest template"),
        (TARGET, {"replicas": 3}, _done(3, generation=0), "its newest change has not been seen"),
        (
            STATEFUL,
            {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 2}}},
            _done(3),
            "its partition 2 holds pods back",
        ),
        (ROLLOUT, {"replicas": 3}, {"phase": "Progressing"}, "it is Progressing"),
    ],
)
def test_a_rollout_that_is_not_over_is_named(
    server: ApiServer, target: Target, spec: dict[str, Any], status: dict[str, Any], why: str
) -> None:
    _put(server, target, status, **spec)
    assert why in server.kubernetes.rollout(target).unfinished


def test_pods_that_wait_for_somebody_to_delete_them_are_replaced_by_hand(server: ApiServer) -> None:
    _put(server, STATEFUL, _done(1), replicas=1, updateStrategy={"type": "OnDelete"})
    assert server.kubernetes.rollout(STATEFUL).by_hand


def test_how_long_a_pod_takes_is_what_the_running_ones_took(server: ApiServer) -> None:
    _put(server, TARGET, _done(4), replicas=4, minReadySeconds=5)
    _pod(server, "a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z")
    _pod(server, "b", "2026-01-01T00:00:00Z", "2026-01-01T00:00:12Z")
    _pod(server, "flapped", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z")
    _pod(server, "over", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", phase="Succeeded")
    rollout = server.kubernetes.rollout(TARGET)
    assert (rollout.pod_s, rollout.measured, rollout.duration_s) == (17.0, True, 34.0)


def test_without_pods_to_look_at_the_probes_have_to_do(server: ApiServer) -> None:
    probe = {"initialDelaySeconds": 15, "periodSeconds": 5}
    template = {"metadata": {}, "spec": {"containers": [{"name": "app", "readinessProbe": probe}, {"name": "log"}]}}
    _put(server, TARGET, _done(1), replicas=1, template=template)
    _pod(server, "a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z")
    with server.access.denied("list", "pods"):
        rollout = server.kubernetes.rollout(TARGET)
    assert (rollout.pod_s, rollout.measured) == (50.0, False)


@pytest.mark.parametrize("target", [TARGET, STATEFUL, DAEMON])
def test_a_restart_is_a_time_in_the_template(server: ApiServer, target: Target) -> None:
    _put(server, target, _done(1), replicas=1)
    version = server.kubernetes.rollout(target).workload.resource_version
    server.kubernetes.restart(target, STAMP, {"mark": "1"}, version)
    kinds = {"Deployment": DEPLOYMENTS, "StatefulSet": STATEFULSETS, "DaemonSet": DAEMONSETS}
    stored = server.store.get(kinds[target.kind], "shop", target.name)
    assert stored["spec"]["template"]["metadata"]["annotations"] == {"kubectl.kubernetes.io/restartedAt": STAMP}
    assert stored["metadata"]["annotations"] == {"mark": "1"}
    with pytest.raises(ConflictError):
        server.kubernetes.restart(target, STAMP, {}, version)


def test_a_rollout_of_argo_has_a_field_for_it(server: ApiServer) -> None:
    _put(server, ROLLOUT, {"phase": "Healthy"}, replicas=1)
    server.kubernetes.restart(ROLLOUT, STAMP, {}, server.kubernetes.rollout(ROLLOUT).workload.resource_version)
    assert server.store.get(ROLLOUTS, "shop", "web")["spec"]["restartAt"] == STAMP


def test_a_kind_that_replaces_no_pods_is_refused(server: ApiServer) -> None:
    with pytest.raises(PermanentError, match="cannot be restarted: only Deployment, StatefulSet, DaemonSet"):
        server.kubernetes.rollout(Target("Job", "shop", "once"))


def test_the_pods_of_a_workload_are_those_that_it_selects_and_that_neither_ended_nor_are_about_to(
    server: ApiServer,
) -> None:
    _put(server, TARGET, _done(1), replicas=1)
    _pod(server, "a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z")
    _pod(server, "over", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z", phase="Failed")
    server.create(PODS, "shop", "other", spec={"containers": []}, status={})
    _pod(server, "going", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z")
    going = server.store.get(PODS, "shop", "going")
    going["metadata"]["deletionTimestamp"] = "2026-01-01T01:00:00Z"  # still running: it has its grace period
    server.store.replace(PODS, going)
    assert server.kubernetes.pods(TARGET) == ("a",)


def test_pods_that_wait_or_are_refused_are_named(server: ApiServer) -> None:
    refused = {"type": "ReplicaFailure", "status": "True", "message": "exceeded quota: q"}
    _put(server, TARGET, {**_done(1), "conditions": [refused]}, replicas=3)
    _pod(server, "a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z")
    waits = {"type": "PodScheduled", "status": "False", "message": "0/3 nodes are available"}
    _pod(server, "b", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z", conditions=[waits], phase="Pending")
    assert server.kubernetes.trouble(TARGET) == (
        "pods are refused: exceeded quota: q; 1 of its pods wait for a node: 0/3 nodes are available"
    )


def test_a_workload_in_order_has_no_trouble(server: ApiServer) -> None:
    expressions = [{"key": "app", "operator": "In", "values": ["web"]}, {"key": "old", "operator": "DoesNotExist"}]
    _put(server, TARGET, _done(1), replicas=1, selector={"matchExpressions": expressions})
    _pod(server, "a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z")
    assert (server.kubernetes.trouble(TARGET), server.kubernetes.pods(TARGET)) == ("", ("a",))
