"""Who may do what can be asked before it is tried, and the answer is the one that trying gives.

https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes import client
from localcluster.kubeconfig import write

from tests.conformance.conftest import Refusal
from tests.conformance.place import Place, bearing, is_real

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


def test_the_receivers_client_has_the_rights_of_its_roles_alone(place: Place) -> None:
    assert _allowed(place.receiver, place.namespace)
    assert not (is_real() and _allowed(place.receiver, "default"))


def test_a_client_with_a_token_shows_no_certificate_beside_it(tmp_path: Path) -> None:
    file = write(tmp_path / "kubeconfig", "https://127.0.0.1:1", "of-an-admin", "default")
    config = yaml.safe_load(file.read_text())
    for name in ("certificate", "key"):
        (tmp_path / name).touch()
        config["users"][0]["user"][f"client-{name}"] = str(tmp_path / name)
    file.write_text(yaml.safe_dump(config))
    settings = bearing(file, "of-the-receiver").configuration
    assert (settings.cert_file, settings.key_file) == (None, None)
    assert settings.auth_settings()["BearerToken"]["value"] == "Bearer of-the-receiver"


def test_who_lacks_the_right_is_told_so_and_may_not(place: Place, web: str, refusal: Refusal) -> None:
    assert not _allowed(place.stranger, place.namespace)
    patch = client.AppsV1Api(place.stranger).patch_namespaced_deployment_scale
    body = {"spec": {"replicas": 1}}
    assert refusal(lambda: patch(web, place.namespace, body, _content_type=MERGE)) == (403, "Forbidden")


@pytest.mark.parametrize("name", ["ghost", "Not-A-Name"])
def test_what_is_not_there_is_not_found(place: Place, apps: Any, refusal: Refusal, name: str) -> None:
    assert refusal(lambda: apps.read_namespaced_deployment(name, place.namespace)) == (404, "NotFound")
