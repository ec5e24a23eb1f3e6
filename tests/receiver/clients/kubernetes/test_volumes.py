"""The part of the contract of the port `Cluster` that is about volumes, asked of the fake and of the real adapter."""

from typing import Any

import pytest
from localcluster.resources import PVCS, STORAGE_CLASSES

from receiver.clients.kubernetes.volumes import as_bytes, as_quantity
from receiver.domain.target import Target
from receiver.errors import ConflictError, NotFoundError, PermanentError
from receiver.ports import Cluster
from tests.support.apiserver import ApiServer
from tests.support.builders import CLAIM, GIB, TARGET
from tests.support.cluster import Claim, FakeCluster


def _fake() -> Cluster:
    cluster = FakeCluster()
    cluster.claims[CLAIM] = Claim(10 * GIB, 10 * GIB, labels={"app": "db"})
    return cluster


def _served(server: ApiServer, **changes: Any) -> Cluster:
    standard: dict[str, Any] = {"provisioner": "example.com/disks", "allowVolumeExpansion": True}
    server.create(STORAGE_CLASSES, "", "standard", **standard)
    spec = {"storageClassName": "standard", "resources": {"requests": {"storage": "10Gi"}}}
    status = {"phase": "Bound", "capacity": {"storage": "10Gi"}}
    made = server.create(PVCS, CLAIM.namespace, CLAIM.name, spec=spec, status=status | changes)
    made["metadata"]["labels"] = {"app": "db"}
    server.store.replace(PVCS, made)
    return server.kubernetes


@pytest.fixture(params=["fake", "server"])
def cluster(request: pytest.FixtureRequest) -> Cluster:
    return _fake() if request.param == "fake" else _served(request.getfixturevalue("server"))


def test_a_claim_is_read_with_its_size_and_its_class(cluster: Cluster) -> None:
    read = cluster.volume(CLAIM)
    assert (read.phase, read.requested_bytes, read.capacity_bytes) == ("Bound", 10 * GIB, 10 * GIB)
    assert (read.storage_class, read.provisioner, read.expandable) == ("standard", "example.com/disks", True)
    assert (read.target, read.labels, read.conditions) == (CLAIM, {"app": "db"}, ())


def test_the_size_asked_for_is_absolute_and_comes_with_annotations(cluster: Cluster) -> None:
    cluster.set_storage(CLAIM, 14 * GIB, {"a": "1"}, cluster.volume(CLAIM).resource_version)
    grown = cluster.volume(CLAIM)
    assert (grown.requested_bytes, grown.capacity_bytes, grown.annotations) == (14 * GIB, 10 * GIB, {"a": "1"})


def test_a_version_that_is_not_the_newest_is_a_conflict(cluster: Cluster) -> None:
    stale = cluster.volume(CLAIM).resource_version
    cluster.set_storage(CLAIM, 11 * GIB, {}, stale)
    with pytest.raises(ConflictError):
        cluster.set_storage(CLAIM, 14 * GIB, {}, stale)
    assert cluster.volume(CLAIM).requested_bytes == 11 * GIB


def test_a_claim_that_is_not_there_is_not_found(cluster: Cluster) -> None:
    missing = Target(CLAIM.kind, CLAIM.namespace, "data-9")
    for call in (lambda: cluster.volume(missing), lambda: cluster.set_storage(missing, 1, {}, "1")):
        with pytest.raises(NotFoundError):
            call()


def test_an_event_can_be_recorded_on_a_claim(cluster: Cluster) -> None:
    cluster.record_event(CLAIM, name="forecast.1", type="Normal", reason="ForecastActed", message="grew", at_s=0)


def test_its_conditions_are_those_that_hold(server: ApiServer) -> None:
    conditions = [{"type": "Resizing", "status": "True"}, {"type": "ControllerResizeError", "status": "False"}]
    assert _served(server, conditions=conditions).volume(CLAIM).conditions == ("Resizing",)


def test_a_claim_without_a_class_cannot_grow(server: ApiServer) -> None:
    spec = {"resources": {"requests": {"storage": "10Gi"}}}
    server.create(PVCS, CLAIM.namespace, CLAIM.name, spec=spec, status={"phase": "Pending"})
    read = server.kubernetes.volume(CLAIM)
    assert (read.storage_class, read.expandable, read.capacity_bytes) == ("", False, 0)


def test_a_right_that_is_missing_is_named(server: ApiServer) -> None:
    cluster = _served(server)
    missing = r"read StorageClass standard: .*403.*lacks this verb"
    with server.access.denied("get", "storageclasses"), pytest.raises(PermanentError, match=missing):
        cluster.volume(CLAIM)


def test_what_is_no_claim_has_no_size(server: ApiServer) -> None:
    with pytest.raises(PermanentError, match="Deployment/shop/web is no PersistentVolumeClaim"):
        server.kubernetes.volume(TARGET)


@pytest.mark.parametrize("quantity", ["14Gi", "100Mi", "1000"])
def test_a_quantity_is_written_as_it_was_read(quantity: str) -> None:
    assert quantity == as_quantity(as_bytes(quantity))


@pytest.mark.parametrize(("quantity", "size"), [("1.5Gi", 3 * 2**29), ("5e3", 5000), ("1k", 1000), ("0.1", 0)])
def test_every_way_to_write_a_quantity_is_read(quantity: str, size: int) -> None:
    assert size == as_bytes(quantity)
