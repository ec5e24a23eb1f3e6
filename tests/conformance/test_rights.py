"""Who may do what can be asked before it is tried, and the answer is the one that trying gives.

https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
"""

from typing import Any

import pytest
from kubernetes import client

from tests.conformance.conftest import Refusal
from tests.conformance.place import Place

MERGE = "application/merge-patch+json"


def _allowed(api: client.ApiClient, namespace: str) -> bool:
    authorization: Any = client.AuthorizationV1Api(api)
    attributes = {
        "namespace": namespace,
        "verb": "patch",
        "group": "apps",
        "resource": "deployments",
        "subresource": "scale",
    }
    review = authorization.create_self_subject_access_review({"spec": {"resourceAttributes": attributes}})
    return bool(review.status.allowed)


def test_who_has_the_right_is_told_so_and_may(place: Place, web: str, apps: Any) -> None:
    assert _allowed(place.api, place.namespace)
    body = {"spec": {"replicas": 0}}
    assert apps.patch_namespaced_deployment_scale(web, place.namespace, body, _content_type=MERGE)


def test_who_lacks_the_right_is_told_so_and_may_not(place: Place, web: str, refusal: Refusal) -> None:
    assert not _allowed(place.stranger, place.namespace)
    patch = client.AppsV1Api(place.stranger).patch_namespaced_deployment_scale
    body = {"spec": {"replicas": 1}}
    assert refusal(lambda: patch(web, place.namespace, body, _content_type=MERGE)) == (403, "Forbidden")


@pytest.mark.parametrize("name", ["ghost", "Not-A-Name"])
def test_what_is_not_there_is_not_found(place: Place, apps: Any, refusal: Refusal, name: str) -> None:
    assert refusal(lambda: apps.read_namespaced_deployment(name, place.namespace)) == (404, "NotFound")
