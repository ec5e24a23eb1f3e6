"""What the looks before an action make of the API server's objects."""

from collections.abc import Callable
from typing import Any

import pytest
from localcluster import objects
from localcluster.resources import DEPLOYMENTS, DISRUPTION_BUDGETS, LIMIT_RANGES, NODES, PODS, QUOTAS

from receiver.clients.kubernetes import KubernetesInspector
from receiver.domain.surroundings import Container, DisruptionBudget, Expression, LimitRange, Quota, Right, Toleration
from receiver.errors import PermanentError
from tests.support.apiserver import ApiServer
from tests.support.builders import TARGET

SCALE = Right("patch", "Deployment", "scale")
HPA = Right("patch", "HorizontalPodAutoscaler")


def _pod(server: ApiServer, name: str, node: str, cpu: str, phase: str = "Running") -> None:
    container = {"name": "app", "resources": {"requests": {"cpu": cpu}}}
    spec = {"nodeName": node, "containers": [container]}
    server.create(PODS, "shop", name, spec=spec, status={"phase": phase})


def test_missing_rights_are_those_that_the_server_denies(server: ApiServer) -> None:
    assert server.inspector.missing("shop", [SCALE, HPA]) == ()
    with server.access.denied("patch", "deployments/scale"):
        assert server.inspector.missing("shop", [SCALE, HPA]) == (SCALE,)


def test_a_server_that_does_not_say_is_no_yes(server: ApiServer) -> None:
    with (
        server.access.denied("create", "selfsubjectaccessreviews"),
        pytest.raises(PermanentError, match="ask for the right to patch Deployment/scale: Kubernetes answered 403"),
    ):
        server.inspector.missing("shop", [SCALE])


def test_a_pod_template_is_read_as_far_as_it_decides_where_pods_can_be(server: ApiServer) -> None:
    resources = {"requests": {"cpu": "250m"}, "limits": {"cpu": "1", "memory": "1Gi"}}
    term = {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}
    spec = {
        "containers": [{"name": "app", "resources": resources}],
        "initContainers": [
            {"name": "sidecar", "restartPolicy": "Always", "resources": {"requests": {"cpu": "50m"}}},
            {"name": "setup", "resources": {"requests": {"cpu": "2"}}},
        ],
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "gpu", "operator": "Exists"}],
        "affinity": affinity,
        "priorityClassName": "high",
    }
    server.deploy(TARGET, "web-1", replicas=1, template={"metadata": {"labels": {"app": "web"}}, "spec": spec})
    shape = server.inspector.pod_shape(TARGET)
    assert shape.containers == (
        Container({"cpu": 0.25, "memory": 2.0**30}, {"cpu": 1.0, "memory": 2.0**30}),
        Container({"cpu": 0.05}, {}),
    )
    assert shape.requests == {"cpu": 2.0, "memory": 2.0**30}
    assert (shape.labels, shape.node_selector, shape.priority_class) == ({"app": "web"}, {"disk": "ssd"}, "high")
    assert shape.tolerations == (Toleration("gpu", "", "", exists=True),)
    assert shape.affinity == ((Expression("zone", "In", ("a",)),),)


def test_quotas_are_read_with_what_is_used_and_whom_they_are_about(server: ApiServer) -> None:
    hard = {"pods": "4", "requests.memory": "1Gi"}
    selector = {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}]}
    spec = {"hard": hard, "scopes": ["NotTerminating"], "scopeSelector": selector}
    server.create(QUOTAS, "shop", "q", spec=spec, status={"hard": hard, "used": {"pods": "1"}})
    server.create(QUOTAS, "other", "q", spec=spec)
    expected = Quota(
        "q", {"pods": 4.0, "requests.memory": 2.0**30}, {"pods": 1.0}, ("NotTerminating", "PriorityClass In high")
    )
    assert server.inspector.quotas("shop") == (expected,)


def test_limit_ranges_are_read_item_by_item_and_those_of_claims_are_left_out(server: ApiServer) -> None:
    items = [
        {"type": "Container", "max": {"cpu": "2"}, "default": {"cpu": "1"}, "defaultRequest": {"cpu": "500m"}},
        {"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}},
    ]
    server.create(LIMIT_RANGES, "shop", "l", spec={"limits": items})
    expected = LimitRange("l", "Container", {}, {"cpu": 2.0}, {"cpu": 1.0}, {"cpu": 0.5})
    assert server.inspector.limit_ranges("shop") == (expected,)


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "api"}}, False),
        ({}, True),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "api"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_a_disruption_budget_counts_when_it_selects_the_pods(
    server: ApiServer, selector: dict[str, Any], selected: bool
) -> None:
    server.create(DISRUPTION_BUDGETS, "shop", "b", spec={"selector": selector}, status={"disruptionsAllowed": 1})
    found = server.inspector.disruption_budgets("shop", {"app": "web"})
    assert found == ((DisruptionBudget("b", 1),) if selected else ())


def test_a_node_has_left_what_its_living_pods_do_not_ask_for(server: ApiServer) -> None:
    server.store.create(NODES, objects.node("small", cpu="2", memory="4Gi", pods="10"))
    _pod(server, "web-1", "small", "500m")
    _pod(server, "web-2", "elsewhere", "500m")
    small = next(one for one in server.inspector.nodes() if one.name == "small")
    assert small.free == {"cpu": 1.5, "memory": 4 * 2.0**30, "pods": 9.0}
    assert (small.ready, small.cordoned, small.taints) == (True, False, ())


def test_a_node_that_takes_nobody_is_read_as_such(server: ApiServer) -> None:
    down: dict[str, Any] = objects.node("down")
    down["spec"] = {"unschedulable": True, "taints": [{"key": "gpu", "effect": "NoSchedule"}]}
    down["status"]["conditions"] = [{"type": "Ready", "status": "Unknown"}]
    server.store.create(NODES, down)
    found = next(one for one in server.inspector.nodes() if one.name == "down")
    assert (found.ready, found.cordoned, [taint.key for taint in found.taints]) == (False, True, ["gpu"])


def test_a_storm_asks_for_the_nodes_once_in_half_a_minute(server: ApiServer) -> None:
    now_s = [0.0]
    inspector = KubernetesInspector(server.api, lambda: now_s[0])
    assert len(inspector.nodes()) == 1
    server.store.create(NODES, objects.node("new"))
    now_s[0] = 29.0
    assert len(inspector.nodes()) == 1
    now_s[0] = 31.0
    assert len(inspector.nodes()) == 2


_LOOKS: dict[str, tuple[str, str, Callable[[KubernetesInspector], object]]] = {
    "nodes": ("list", "nodes", lambda inspector: inspector.nodes()),
    "pods": ("list", "pods", lambda inspector: inspector.nodes()),
    "quotas": ("list", "resourcequotas", lambda inspector: inspector.quotas("shop")),
    "limit ranges": ("list", "limitranges", lambda inspector: inspector.limit_ranges("shop")),
    "budgets": ("list", "poddisruptionbudgets", lambda inspector: inspector.disruption_budgets("shop", {})),
    "template": ("get", "deployments", lambda inspector: inspector.pod_shape(TARGET)),
}


@pytest.mark.parametrize(("verb", "what", "look"), _LOOKS.values(), ids=list(_LOOKS))
def test_a_look_that_is_forbidden_says_so(
    server: ApiServer, verb: str, what: str, look: Callable[[KubernetesInspector], object]
) -> None:
    server.deploy(TARGET, "web-1", replicas=1)
    with (
        server.access.denied(verb, what),
        pytest.raises(PermanentError, match=r"403 .*the receiver's Role lacks this verb"),
    ):
        look(server.inspector)


def test_pods_are_read_page_by_page(server: ApiServer) -> None:
    server.store.create(NODES, objects.node("small", cpu="4", memory="4Gi", pods="10"))
    for number in range(5):
        _pod(server, f"web-{number}", "small", "100m")
    inspector = KubernetesInspector(server.api, lambda: 0.0, page=2)
    small = next(one for one in inspector.nodes() if one.name == "small")
    assert small.free["cpu"] == pytest.approx(3.5)
    assert small.free["pods"] == 5.0


def test_a_cluster_of_too_many_pods_is_not_counted(server: ApiServer) -> None:
    for number in range(41):
        _pod(server, f"web-{number}", "small", "100m")
    with pytest.raises(PermanentError, match="there are more than 40"):
        KubernetesInspector(server.api, lambda: 0.0, page=1).nodes()


def test_the_dry_run_of_a_change_is_answered_and_not_stored(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    rehearsal = server.kubernetes.rehearsal()
    version = rehearsal.annotate(TARGET, {"a": "1"}, rehearsal.workload(TARGET).resource_version)
    rehearsal.set_replicas(TARGET, 5, version)
    stored = server.store.get(DEPLOYMENTS, "shop", "web")
    assert (stored["spec"]["replicas"], stored["metadata"]["annotations"]) == (2, {})
