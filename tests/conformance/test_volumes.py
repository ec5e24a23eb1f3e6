"""A claim grows, never shrinks, only where its class allows it, and its capacity follows later.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

from typing import Any

import pytest
from kubernetes import client

from tests.conformance import documents
from tests.conformance.conftest import Refusal
from tests.conformance.place import Place, eventually

MERGE = "application/merge-patch+json"


@pytest.fixture(scope="module")
def core(place: Place) -> Any:
    return client.CoreV1Api(place.api)


def _bound(place: Place, core: Any, name: str, *, growing: bool) -> None:
    if growing not in place.classes:
        pytest.skip(f"this cluster has no class that binds at once and has allowVolumeExpansion: {growing}")
    place.apply(documents.claim(name, place.classes[growing], "1Gi"))
    assert eventually(lambda: _read(place, core, name).status.phase == "Bound")


def _read(place: Place, core: Any, name: str) -> Any:
    return core.read_namespaced_persistent_volume_claim(name, place.namespace)


def _ask(place: Place, core: Any, name: str, storage: str) -> Any:
    body = {"spec": {"resources": {"requests": {"storage": storage}}}}
    return core.patch_namespaced_persistent_volume_claim(name, place.namespace, body, _content_type=MERGE)


def test_a_claim_grows_and_its_capacity_follows(place: Place, core: Any) -> None:
    _bound(place, core, "grows", growing=True)
    _ask(place, core, "grows", "2Gi")
    assert eventually(lambda: _read(place, core, "grows").status.capacity["storage"] == "2Gi", timeout_s=180)


def test_until_then_the_claim_asks_for_more_than_it_has(place: Place, core: Any) -> None:
    _bound(place, core, "waits", growing=True)
    asked = _ask(place, core, "waits", "3Gi")
    assert asked.spec.resources.requests["storage"] == "3Gi"
    assert asked.status.capacity["storage"] == "1Gi"


def test_a_stale_version_is_a_conflict(place: Place, core: Any, refusal: Refusal) -> None:
    _bound(place, core, "stale", growing=True)
    stale = _read(place, core, "stale").metadata.resource_version
    patch = core.patch_namespaced_persistent_volume_claim
    patch("stale", place.namespace, {"metadata": {"annotations": {"who": "first"}}}, _content_type=MERGE)
    storage = {"resources": {"requests": {"storage": "2Gi"}}}
    late = {"metadata": {"resourceVersion": stale}, "spec": storage}
    assert refusal(lambda: patch("stale", place.namespace, late, _content_type=MERGE)) == (409, "Conflict")


def test_a_claim_does_not_shrink(place: Place, core: Any, refusal: Refusal) -> None:
    _bound(place, core, "shrinks", growing=True)
    assert refusal(lambda: _ask(place, core, "shrinks", "512Mi")) == (422, "Invalid")


def test_a_class_without_expansion_forbids_it(place: Place, core: Any, refusal: Refusal) -> None:
    _bound(place, core, "fixed", growing=False)
    assert refusal(lambda: _ask(place, core, "fixed", "2Gi")) == (403, "Forbidden")


def test_nothing_else_of_a_bound_claim_changes(place: Place, core: Any, refusal: Refusal) -> None:
    _bound(place, core, "immutable", growing=True)
    body = {"spec": {"storageClassName": "another"}}
    patch = core.patch_namespaced_persistent_volume_claim
    refused = refusal(lambda: patch("immutable", place.namespace, body, _content_type=MERGE))
    assert refused == (422, "Invalid")
