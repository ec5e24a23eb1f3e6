"""An HPA's floor acts by itself, within its bounds.

https://kubernetes.io/docs/reference/kubernetes-api/autoscaling-resources/horizontal-pod-autoscaler-v2/
"""

from typing import Any

import pytest
from kubernetes import client

from tests.conformance import documents
from tests.conformance.conftest import Refusal
from tests.conformance.place import Place, eventually

MERGE = "application/merge-patch+json"


@pytest.fixture(scope="module")
def autoscaling(place: Place) -> Any:
    place.apply(documents.deployment("scaled"))
    place.apply(documents.hpa("scaled", 1, 4))
    return client.AutoscalingV2Api(place.api)


def test_a_raised_floor_raises_the_replicas(place: Place, apps: Any, autoscaling: Any) -> None:
    body = {"spec": {"minReplicas": 2}}
    autoscaling.patch_namespaced_horizontal_pod_autoscaler("scaled", place.namespace, body, _content_type=MERGE)
    assert eventually(lambda: apps.read_namespaced_deployment("scaled", place.namespace).spec.replicas == 2)


def test_a_floor_is_patched_under_the_autoscalers_own_version(place: Place, autoscaling: Any, refusal: Refusal) -> None:
    stale = autoscaling.read_namespaced_horizontal_pod_autoscaler("scaled", place.namespace).metadata.resource_version
    patch = autoscaling.patch_namespaced_horizontal_pod_autoscaler
    patch("scaled", place.namespace, {"metadata": {"annotations": {"who": "first"}}}, _content_type=MERGE)
    late = {"metadata": {"resourceVersion": stale}, "spec": {"minReplicas": 3}}
    assert refusal(lambda: patch("scaled", place.namespace, late, _content_type=MERGE)) == (409, "Conflict")


@pytest.mark.parametrize("spec", [{"minReplicas": 5}, {"maxReplicas": 0}, {"minReplicas": -1}])
def test_bounds_that_make_no_sense_are_invalid(
    place: Place, autoscaling: Any, refusal: Refusal, spec: dict[str, int]
) -> None:
    patch = autoscaling.patch_namespaced_horizontal_pod_autoscaler
    refused = refusal(lambda: patch("scaled", place.namespace, {"spec": spec}, _content_type=MERGE))
    assert refused == (422, "Invalid")
