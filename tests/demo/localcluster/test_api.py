"""The API as the official client sees it; expectations are those of a real API server."""

import functools
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


def autoscaling_v2(api: client.ApiClient) -> Any:
    return client.AutoscalingV2Api(api)


def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(ApiException) as caught:
        call()
    status = json.loads(str(caught.value.body))
    assert (status["kind"], status["code"]) == ("Status", caught.value.status)
    return status["code"], status["reason"]


def test_a_pod_leads_to_its_deployment(api: client.ApiClient) -> None:
    apps = apps_v1(api)
    pod = core_v1(api).list_namespaced_pod("demo", label_selector="app=leak").items[0]
    [to_set] = core_v1(api).read_namespaced_pod(pod.metadata.name, "demo").metadata.owner_references
    replica_set = apps.read_namespaced_replica_set(to_set.name, "demo")
    [to_deployment] = replica_set.metadata.owner_references
    deployment = apps.read_namespaced_deployment(to_deployment.name, "demo")
    assert (to_set.kind, to_set.controller, to_set.uid) == ("ReplicaSet", True, replica_set.metadata.uid)
    assert (to_deployment.kind, to_deployment.uid) == ("Deployment", deployment.metadata.uid)
    assert deployment.metadata.name == "leak"


def test_scale_is_an_object_of_its_own(api: client.ApiClient) -> None:
    apps = apps_v1(api)
    scale = apps.read_namespaced_deployment_scale("leak", "demo")
    assert (scale.kind, scale.api_version, scale.spec.replicas) == ("Scale", "autoscaling/v1", 1)
    body = {"metadata": {"resourceVersion": scale.metadata.resource_version}, "spec": {"replicas": 3}}
    assert apps.patch_namespaced_deployment_scale("leak", "demo", body).spec.replicas == 3
    assert apps.read_namespaced_deployment("leak", "demo").spec.replicas == 3


def test_scale_changes_nothing_but_replicas(api: client.ApiClient) -> None:
    apps = apps_v1(api)
    apps.patch_namespaced_deployment_scale(
        "leak", "demo", {"metadata": {"annotations": {"sneaky": "yes"}}, "spec": {"replicas": 2}}
    )
    assert apps.read_namespaced_deployment("leak", "demo").metadata.annotations is None


@pytest.mark.parametrize("content_type", ["application/merge-patch+json", "application/strategic-merge-patch+json"])
def test_a_stale_version_is_a_conflict(api: client.ApiClient, content_type: str) -> None:
    apps = apps_v1(api)
    stale = apps.read_namespaced_deployment("leak", "demo").metadata.resource_version
    fresh = {"metadata": {"resourceVersion": stale, "annotations": {"who": "first"}}}
    apps.patch_namespaced_deployment("leak", "demo", fresh, _content_type=content_type)
    late: dict[str, Any] = {"metadata": {"resourceVersion": stale}, "spec": {"replicas": 3}}
    for patch in (apps.patch_namespaced_deployment, apps.patch_namespaced_deployment_scale):
        again = functools.partial(patch, "leak", "demo", late, _content_type=content_type)
        assert refusal(again) == (409, "Conflict")
    assert apps.read_namespaced_deployment("leak", "demo").spec.replicas == 1


def test_an_hpas_floor_is_patched_under_its_own_version(api: client.ApiClient) -> None:
    autoscaling = autoscaling_v2(api)
    [hpa] = autoscaling.list_namespaced_horizontal_pod_autoscaler("demo").items
    assert hpa.spec.scale_target_ref.name == "steady"
    body = {"metadata": {"resourceVersion": hpa.metadata.resource_version}, "spec": {"minReplicas": 2}}
    patch = autoscaling.patch_namespaced_horizontal_pod_autoscaler
    assert patch("steady", "demo", body).spec.min_replicas == 2
    assert refusal(lambda: patch("steady", "demo", body)) == (409, "Conflict")


def test_a_json_patch_can_state_the_version_it_expects(api: client.ApiClient) -> None:
    apps = apps_v1(api)
    version = apps.read_namespaced_deployment("leak", "demo").metadata.resource_version
    body = [
        {"op": "test", "path": "/metadata/resourceVersion", "value": version},
        {"op": "replace", "path": "/spec/replicas", "value": 2},
    ]
    patch = apps.patch_namespaced_deployment
    assert patch("leak", "demo", body, _content_type="application/json-patch+json").spec.replicas == 2
    late = lambda: patch("leak", "demo", body, _content_type="application/json-patch+json")  # noqa: E731
    assert refusal(late) == (422, "Invalid")


def test_a_dry_run_answers_and_stores_nothing(api: client.ApiClient) -> None:
    apps = apps_v1(api)
    before = apps.read_namespaced_deployment("leak", "demo")
    tried = apps.patch_namespaced_deployment_scale("leak", "demo", {"spec": {"replicas": 5}}, dry_run="All")
    assert tried.spec.replicas == 5
    assert apps.read_namespaced_deployment("leak", "demo") == before


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


@pytest.mark.parametrize("replicas", [-1, "three", None])
def test_impossible_replicas_are_invalid(api: client.ApiClient, replicas: object) -> None:
    patch = apps_v1(api).patch_namespaced_deployment_scale
    assert refusal(lambda: patch("leak", "demo", {"spec": {"replicas": replicas}})) == (422, "Invalid")


def test_a_floor_above_the_ceiling_is_invalid(api: client.ApiClient) -> None:
    patch = autoscaling_v2(api).patch_namespaced_horizontal_pod_autoscaler
    assert refusal(lambda: patch("steady", "demo", {"spec": {"minReplicas": 5}})) == (422, "Invalid")


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
