"""Every write can state the version it was decided on, and is refused when that is not the newest.

https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
"""

import functools
from typing import Any

import pytest

from tests.conformance import documents
from tests.conformance.conftest import Refusal
from tests.conformance.place import Place

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON = "application/json-patch+json"


@pytest.mark.parametrize("content_type", [MERGE, STRATEGIC])
def test_a_stale_version_is_a_conflict_on_the_object_and_on_its_scale(
    place: Place, web: str, apps: Any, refusal: Refusal, content_type: str
) -> None:
    stale = apps.read_namespaced_deployment(web, place.namespace).metadata.resource_version
    first = {"metadata": {"resourceVersion": stale, "annotations": {"who": "first"}}}
    apps.patch_namespaced_deployment(web, place.namespace, first, _content_type=content_type)
    late: dict[str, Any] = {"metadata": {"resourceVersion": stale}, "spec": {"replicas": 3}}
    for patch in (apps.patch_namespaced_deployment, apps.patch_namespaced_deployment_scale):
        again = functools.partial(patch, web, place.namespace, late, _content_type=content_type)
        assert refusal(again) == (409, "Conflict")
    assert apps.read_namespaced_deployment(web, place.namespace).spec.replicas == 0


def test_a_patch_without_a_version_is_taken(place: Place, web: str, apps: Any) -> None:
    body = {"metadata": {"annotations": {"who": "anybody"}}}
    patched = apps.patch_namespaced_deployment(web, place.namespace, body, _content_type=MERGE)
    assert patched.metadata.annotations["who"] == "anybody"


def test_an_annotation_is_taken_away_by_null(place: Place, web: str, apps: Any) -> None:
    for text in ("1", None):
        body = {"metadata": {"annotations": {"lease": text}}}
        patched = apps.patch_namespaced_deployment(web, place.namespace, body, _content_type=MERGE)
    assert "lease" not in (patched.metadata.annotations or {})


def test_a_changed_spec_is_a_new_generation_and_an_annotation_is_one_of_a_deployment_alone(
    place: Place, web: str, apps: Any
) -> None:
    place.apply(documents.stateful_set(f"{web}-set", replicas=0))
    annotation = {"metadata": {"annotations": {"who": "first"}}}
    deployment = functools.partial(apps.patch_namespaced_deployment, web, place.namespace, _content_type=MERGE)
    stateful = functools.partial(apps.patch_namespaced_stateful_set, f"{web}-set", place.namespace, _content_type=MERGE)
    for patch, spec, annotated in ((deployment, {"paused": True}, 1), (stateful, {"replicas": 1}, 0)):
        before = patch({"metadata": {"labels": {"who": "first"}}}).metadata
        after = patch(annotation).metadata
        assert after.resource_version != before.resource_version
        assert after.generation == before.generation + annotated
        assert patch({"spec": spec}).metadata.generation == after.generation + 1


def test_a_patch_that_changes_nothing_keeps_the_version(place: Place, web: str, apps: Any) -> None:
    before = apps.read_namespaced_deployment(web, place.namespace).metadata.resource_version
    same = apps.patch_namespaced_deployment(web, place.namespace, {"spec": {"replicas": 0}}, _content_type=MERGE)
    assert same.metadata.resource_version == before


def test_a_json_patch_can_test_the_version_first(place: Place, web: str, apps: Any, refusal: Refusal) -> None:
    version = apps.read_namespaced_deployment(web, place.namespace).metadata.resource_version
    body = [
        {"op": "test", "path": "/metadata/resourceVersion", "value": version},
        {"op": "replace", "path": "/spec/paused", "value": True},
    ]
    body[1]["op"] = "add"
    patch = functools.partial(apps.patch_namespaced_deployment, web, place.namespace, body, _content_type=JSON)
    assert patch().spec.paused is True
    assert refusal(patch) == (422, "Invalid")


def test_a_dry_run_answers_and_stores_nothing(place: Place, web: str, apps: Any) -> None:
    before = apps.read_namespaced_deployment(web, place.namespace)
    body = {"spec": {"replicas": 5}}
    tried = apps.patch_namespaced_deployment_scale(web, place.namespace, body, dry_run="All", _content_type=MERGE)
    assert tried.spec.replicas == 5
    assert apps.read_namespaced_deployment(web, place.namespace) == before
