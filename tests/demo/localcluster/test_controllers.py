from typing import Any

from localcluster.controllers import Controllers, removed_first
from localcluster.resources import DEPLOYMENTS, HPAS, PODS
from localcluster.store import Store


def change(store: Store, resource: Any, name: str, **spec: object) -> None:
    found = store.get(resource, "demo", name)
    store.replace(resource, {**found, "spec": {**found["spec"], **spec}})


def replicas(store: Store, name: str) -> int:
    wanted: int = store.get(DEPLOYMENTS, "demo", name)["spec"]["replicas"]
    return wanted


def names(store: Store, app: str) -> list[str]:
    return [pod["metadata"]["name"] for pod in store.list(PODS) if pod["metadata"]["labels"]["app"] == app]


def pod(name: str, *, ready: bool) -> dict[str, Any]:
    return {"metadata": {"name": name}, "status": {"containerStatuses": [{"ready": ready}]}}


def test_wanted_replicas_become_pods_and_the_oldest_outlive_the_rest(store: Store) -> None:
    controllers = Controllers(store)
    oldest = names(store, "leak")
    change(store, DEPLOYMENTS, "leak", replicas=3)
    controllers.reconcile()
    assert len(names(store, "leak")) == 3
    change(store, DEPLOYMENTS, "leak", replicas=1)
    controllers.reconcile()
    assert names(store, "leak") == oldest


def test_pods_that_are_not_ready_go_first_then_the_young() -> None:
    pods = [pod("old", ready=True), pod("broken", ready=False), pod("young", ready=True)]
    assert [one["metadata"]["name"] for one in removed_first(pods)] == ["broken", "young", "old"]


def test_an_hpas_floor_raises_replicas_at_once_and_gives_them_back_later(store: Store) -> None:
    patient, hasty = Controllers(store, hpa_stabilization_s=60), Controllers(store, hpa_stabilization_s=-1)
    change(store, HPAS, "steady", minReplicas=3)
    patient.reconcile()
    assert replicas(store, "steady") == 3
    change(store, HPAS, "steady", minReplicas=1)
    patient.reconcile()
    assert replicas(store, "steady") == 3
    hasty.reconcile()
    assert replicas(store, "steady") == 1


def test_an_hpa_overrides_replicas_set_by_hand(store: Store) -> None:
    change(store, DEPLOYMENTS, "steady", replicas=9)
    Controllers(store).reconcile()
    assert replicas(store, "steady") == 4


def test_zero_replicas_switch_the_hpa_off(store: Store) -> None:
    change(store, DEPLOYMENTS, "steady", replicas=0)
    Controllers(store).reconcile()
    assert replicas(store, "steady") == 0


def test_an_hpa_without_its_target_waits_for_it(store: Store) -> None:
    store.delete(DEPLOYMENTS, "demo", "steady")
    Controllers(store).reconcile()
    assert "desiredReplicas" in store.get(HPAS, "demo", "steady")["status"]


def test_nothing_to_do_changes_no_version(store: Store) -> None:
    controllers = Controllers(store)
    controllers.reconcile()
    settled = store.version
    controllers.reconcile()
    assert store.version == settled
