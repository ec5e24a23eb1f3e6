"""`scale` is an object of its own, and the replica count all that can be changed through it.

https://kubernetes.io/docs/reference/kubernetes-api/autoscaling-resources/scale-v1/
"""

from typing import Any

import pytest

from tests.conformance import documents
from tests.conformance.conftest import Refusal
from tests.conformance.place import Place

MERGE = "application/merge-patch+json"


def test_it_carries_the_count_and_the_version_of_its_workload(place: Place, web: str, apps: Any) -> None:
    scale = apps.read_namespaced_deployment_scale(web, place.namespace)
    workload = apps.read_namespaced_deployment(web, place.namespace)
    assert (scale.kind, scale.api_version, scale.spec.replicas or 0) == ("Scale", "autoscaling/v1", 0)
    assert scale.metadata.resource_version == workload.metadata.resource_version


def test_it_changes_nothing_but_replicas(place: Place, web: str, apps: Any) -> None:
    body = {"metadata": {"annotations": {"sneaky": "yes"}}, "spec": {"replicas": 2}}
    apps.patch_namespaced_deployment_scale(web, place.namespace, body, _content_type=MERGE)
    changed = apps.read_namespaced_deployment(web, place.namespace)
    assert changed.spec.replicas == 2
    assert "sneaky" not in (changed.metadata.annotations or {})


@pytest.mark.parametrize("replicas", [-1, "three"])
def test_impossible_counts_are_refused(place: Place, web: str, apps: Any, refusal: Refusal, replicas: object) -> None:
    body = {"spec": {"replicas": replicas}}
    patch = apps.patch_namespaced_deployment_scale
    code, _ = refusal(lambda: patch(web, place.namespace, body, _content_type=MERGE))
    assert code in (400, 422)  # a wrong type is found before a wrong value


def test_a_statefulset_has_one_too(place: Place, apps: Any) -> None:
    place.apply(documents.stateful_set("db", replicas=0))
    body = {"spec": {"replicas": 1}}
    apps.patch_namespaced_stateful_set_scale("db", place.namespace, body, _content_type=MERGE)
    assert apps.read_namespaced_stateful_set("db", place.namespace).spec.replicas == 1
