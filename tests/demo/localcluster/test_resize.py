"""What the conformance suite cannot bring about in just any cluster: a node that is full for now, a quota, a quality."""

from typing import Any

import pytest
from localcluster import objects, resize
from localcluster.resources import NODES, PODS, QUOTAS
from localcluster.status import ApiError
from localcluster.store import Object, Store


def _pod(name: str, request: str, **limits: str) -> Object:
    resources = {"requests": {"memory": request}, "limits": limits}
    spec = {"nodeName": "node", "containers": [{"name": "app", "resources": resources}]}
    return {"metadata": {"name": name, "namespace": "shop"}, "spec": spec, "status": {"phase": "Running"}}


@pytest.fixture
def store() -> Store:
    made = Store()
    made.create(NODES, objects.node("node", memory="1Gi"))
    for name in ("web", "db"):
        made.create(PODS, _pod(name, "400Mi"))
    resize.Resizer(made, 0.0).reconcile()
    return made


def _asks(store: Store, request: str) -> Object:
    old = store.get(PODS, "shop", "web")
    new = resize.write_back(old, {**old, **{"spec": _pod("web", request)["spec"]}})
    resize.check_quota(store, old, new)
    return store.replace(PODS, new)


def _pending(store: Store) -> Any:
    resize.Resizer(store, 0.0).reconcile()
    return objects.condition(store.get(PODS, "shop", "web"), "PodResizePending").get("reason")


@pytest.mark.parametrize(("request_", "reason"), [("600Mi", None), ("800Mi", "Deferred"), ("2Gi", "Infeasible")])
def test_a_resize_waits_for_room_or_is_refused_for_good(store: Store, request_: str, reason: str | None) -> None:
    _asks(store, request_)
    assert _pending(store) == reason


def test_what_was_deferred_comes_true_once_there_is_room(store: Store) -> None:
    _asks(store, "800Mi")
    assert _pending(store) == "Deferred"
    store.delete(PODS, "shop", "db")
    assert _pending(store) is None
    [status] = store.get(PODS, "shop", "web")["status"]["containerStatuses"]
    assert status["resources"]["requests"]["memory"] == "800Mi"


def test_a_quota_counts_the_growth_and_not_the_pod_twice(store: Store) -> None:
    hard = {"hard": {"requests.memory": "900Mi", "pods": "2"}}
    store.create(QUOTAS, {"metadata": {"name": "memory", "namespace": "shop"}, "spec": hard, "status": {}})
    _asks(store, "500Mi")
    with pytest.raises(ApiError, match="exceeded quota: memory"):
        _asks(store, "501Mi")


@pytest.mark.parametrize(
    ("resources", "quality"),
    [
        ({}, "BestEffort"),
        ({"requests": {"memory": "1Mi"}}, "Burstable"),
        ({"limits": {"memory": "1Mi", "cpu": "1"}}, "Guaranteed"),
        ({"limits": {"memory": "2Mi", "cpu": "1"}, "requests": {"memory": "1Mi"}}, "Burstable"),
    ],
)
def test_the_quality_of_a_pod_follows_from_what_it_says(resources: Object, quality: str) -> None:
    assert quality == resize.quality({"spec": {"containers": [{"name": "app", "resources": resources}]}})


def test_a_resize_that_would_change_the_quality_is_refused(store: Store) -> None:
    old = store.get(PODS, "shop", "web")
    spec = {"nodeName": "node", "containers": [{"name": "app", "resources": {}}]}
    with pytest.raises(ApiError, match="QOS Class may not change"):
        resize.write_back(old, {**old, "spec": spec})
