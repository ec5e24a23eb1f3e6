from typing import Any

from localcluster import quotas
from localcluster.controllers import Controllers
from localcluster.resources import PODS, QUOTAS
from localcluster.store import Store

from tests.demo.conftest import deployment, filled


def limited(replicas: int, **hard: str) -> Store:
    quota: dict[str, Any] = {
        "kind": "ResourceQuota",
        "metadata": {"name": "q", "namespace": "demo"},
        "spec": {"hard": hard},
    }
    store = filled(quota, deployment("leak", replicas=replicas))
    Controllers(store).reconcile()
    return store


def used(store: Store) -> dict[str, str]:
    found: dict[str, str] = store.get(QUOTAS, "demo", "q")["status"]["used"]
    return found


def test_what_is_used_is_what_the_pods_ask_for() -> None:
    store = limited(2, pods="5", **{"requests.memory": "1Gi", "limits.memory": "1Gi"})
    assert used(store) == {"pods": "2", "requests.memory": str(192 * 2**20), "limits.memory": str(192 * 2**20)}


def test_no_pod_is_made_beyond_the_quota() -> None:
    store = limited(3, pods="2")
    assert (len(store.list(PODS)), used(store)) == (2, {"pods": "2"})


def test_a_pod_that_says_nothing_of_what_is_limited_is_refused() -> None:
    [pod] = limited(1, pods="9").list(PODS)
    assert "must specify requests.cpu" in quotas.refusal(limited(0, **{"requests.cpu": "1"}), pod)
    assert quotas.refusal(limited(0, **{"requests.memory": "96Mi"}), pod) == ""
