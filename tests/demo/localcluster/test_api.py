"""What the stand-in adds to an API server: one token, a table of denied verbs. Everything else is in tests/conformance."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from kubernetes import client
from kubernetes.client.exceptions import ApiException
from localcluster.access import Access


# The client's models allow None everywhere; what is asserted below is what is there.
def apps_v1(api: client.ApiClient) -> Any:
    return client.AppsV1Api(api)


def core_v1(api: client.ApiClient) -> Any:
    return client.CoreV1Api(api)


def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(ApiException) as caught:
        call()
    status = json.loads(str(caught.value.body))
    assert (status["kind"], status["code"]) == ("Status", caught.value.status)
    return status["code"], status["reason"]


def test_an_event_is_stored_with_a_generated_name(api: client.ApiClient) -> None:
    core = core_v1(api)
    about = client.V1ObjectReference(kind="Deployment", name="leak", namespace="demo")
    event = client.CoreV1Event(
        metadata=client.V1ObjectMeta(generate_name="leak-"), involved_object=about, reason="Scaled", message="1 to 3"
    )
    made = core.create_namespaced_event("demo", event)
    assert made.metadata.name.startswith("leak-")
    assert [one.reason for one in core.list_namespaced_event("demo").items] == ["Scaled"]
    about.namespace = "elsewhere"
    assert refusal(lambda: core.create_namespaced_event("demo", event)) == (422, "Invalid")


def test_a_denied_verb_is_forbidden_and_only_that(api: client.ApiClient, access: Access) -> None:
    apps = apps_v1(api)
    body = {"spec": {"replicas": 2}}
    with access.denied("patch", "deployments/scale"):
        denied = lambda: apps.patch_namespaced_deployment_scale("leak", "demo", body)  # noqa: E731
        assert refusal(denied) == (403, "Forbidden")
        assert apps.patch_namespaced_deployment("leak", "demo", body).spec.replicas == 2
    assert apps.patch_namespaced_deployment_scale("leak", "demo", body).spec.replicas == 2


def test_what_is_not_there_is_not_found(api: client.ApiClient) -> None:
    assert refusal(lambda: apps_v1(api).read_namespaced_deployment("ghost", "demo")) == (404, "NotFound")
    unknown = client.NetworkingV1Api(api).list_namespaced_ingress
    assert refusal(lambda: unknown("demo")) == (404, "NotFound")


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic abc"])
def test_without_the_token_nobody_gets_in(url: str, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{url}/apis/apps/v1/namespaces/demo/deployments", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["reason"]) == (401, "Unauthorized")


def test_a_body_that_is_no_json_is_a_bad_request(url: str, access: Access) -> None:
    headers = {"Authorization": f"Bearer {access.token}", "Content-Type": "application/merge-patch+json"}
    where = f"{url}/apis/apps/v1/namespaces/demo/deployments/leak"
    assert requests.patch(where, data=b"{", headers=headers, timeout=5).json()["reason"] == "BadRequest"
    headers["Content-Type"] = "application/apply-patch+yaml"
    assert requests.patch(where, data=b"{}", headers=headers, timeout=5).status_code == 415


def test_the_server_states_a_version(api: client.ApiClient) -> None:
    assert client.VersionApi(api).get_code().major == "1"
