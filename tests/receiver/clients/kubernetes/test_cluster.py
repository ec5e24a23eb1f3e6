"""The contract of the port `Cluster`, asked of the fake and of the real adapter; then what only the adapter can get wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from loopback.ports import free_port

from receiver.domain.target import Autoscaler, Target
from receiver.errors import ConflictError, NotFoundError, PermanentError, RefusedError, TemporaryError
from receiver.ports import Cluster
from tests.support.apiserver import ApiServer, connected
from tests.support.builders import TARGET
from tests.support.cluster import Deployed, FakeCluster, Hpa
from tests.support.loopback import Peer


class FakeSetting:
    """The fake, prepared like the server."""

    def __init__(self) -> None:
        self.cluster: Cluster = (fake := FakeCluster())
        self._fake = fake
        fake.deploy(TARGET, "web-1", Deployed(replicas=2))

    def autoscale(self) -> None:
        self._fake.deployed[TARGET].hpa = Hpa("web-hpa", min_replicas=1, max_replicas=9)

    def touch(self) -> None:
        self._fake.touch(TARGET)


class ServerSetting:
    """The real adapter in front of an API server."""

    def __init__(self, server: ApiServer) -> None:
        self.cluster: Cluster = server.kubernetes
        self._server = server
        server.deploy(TARGET, "web-1", replicas=2)

    def autoscale(self) -> None:
        self._server.autoscale(TARGET, "web-hpa", 1, 9)

    def touch(self) -> None:
        self._server.touch(TARGET)


Setting = FakeSetting | ServerSetting


@pytest.fixture(params=["fake", "server"])
def setting(request: pytest.FixtureRequest) -> Setting:
    return FakeSetting() if request.param == "fake" else ServerSetting(request.getfixturevalue("server"))


def test_the_owner_of_a_pod_is_its_workload_not_its_replicaset(setting: Setting) -> None:
    assert setting.cluster.owner_of("shop", "web-1") == TARGET


def test_a_pod_that_is_gone_has_no_owner(setting: Setting) -> None:
    with pytest.raises(PermanentError, match="404"):
        setting.cluster.owner_of("shop", "web-2")


def test_a_workload_is_read_with_its_count_and_version(setting: Setting) -> None:
    read = setting.cluster.workload(TARGET)
    assert (read.target, read.replicas, read.autoscaler) == (TARGET, 2, None)
    assert (read.paused, read.recreate) == (False, False)
    assert read.resource_version


def test_a_workload_that_is_gone_is_refused(setting: Setting) -> None:
    with pytest.raises(PermanentError, match="404"):
        setting.cluster.workload(Target("Deployment", "shop", "api"))


def test_annotations_are_set_and_taken_away_and_the_others_stay(setting: Setting) -> None:
    version = setting.cluster.annotate(TARGET, {"a": "1", "b": "2"}, setting.cluster.workload(TARGET).resource_version)
    setting.cluster.annotate(TARGET, {"a": None, "c": "3"}, version)
    assert setting.cluster.workload(TARGET).annotations == {"b": "2", "c": "3"}


def test_the_version_after_annotating_is_good_for_the_next_step(setting: Setting) -> None:
    version = setting.cluster.annotate(TARGET, {"a": "1"}, setting.cluster.workload(TARGET).resource_version)
    setting.cluster.set_replicas(TARGET, 5, version)
    read = setting.cluster.workload(TARGET)
    assert (read.replicas, read.annotations) == (5, {"a": "1"})


def test_a_workload_that_changed_since_it_was_read_is_a_conflict(setting: Setting) -> None:
    stale = setting.cluster.workload(TARGET).resource_version
    setting.touch()
    with pytest.raises(ConflictError, match="409"):
        setting.cluster.annotate(TARGET, {"a": "1"}, stale)
    with pytest.raises(ConflictError, match="409"):
        setting.cluster.set_replicas(TARGET, 5, stale)
    read = setting.cluster.workload(TARGET)
    assert (read.replicas, dict(read.annotations)) == (2, {})


def test_an_autoscaler_is_found_and_its_floor_is_set_with_its_annotation(setting: Setting) -> None:
    setting.autoscale()
    hpa = setting.cluster.workload(TARGET).autoscaler
    assert hpa is not None
    assert (hpa.name, hpa.min_replicas, hpa.max_replicas, dict(hpa.annotations)) == ("web-hpa", 1, 9, {})
    setting.cluster.set_floor(TARGET, hpa, 4, {"a": "1"})
    raised = setting.cluster.workload(TARGET)
    assert raised.autoscaler is not None
    assert (raised.floor, dict(raised.lease_annotations)) == (4, {"a": "1"})


def test_an_autoscaler_that_changed_since_it_was_read_is_a_conflict(setting: Setting) -> None:
    setting.autoscale()
    hpa = setting.cluster.workload(TARGET).autoscaler
    assert hpa is not None
    setting.cluster.set_floor(TARGET, hpa, 2, {})
    with pytest.raises(ConflictError, match="409"):
        setting.cluster.set_floor(TARGET, hpa, 5, {})


def test_an_autoscaler_of_another_workload_is_not_ours(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    server.autoscale(Target("Deployment", "shop", "api"), "api-hpa", 1, 9)
    assert server.kubernetes.workload(TARGET).autoscaler is None


def test_a_missing_right_names_the_step_and_the_role(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    version = server.kubernetes.workload(TARGET).resource_version
    with (
        server.access.denied("patch", "deployments/scale"),
        pytest.raises(PermanentError, match=r"scale Deployment/shop/web: .* 403 .*Role lacks this verb"),
    ):
        server.kubernetes.set_replicas(TARGET, 3, version)


def test_a_token_that_is_not_valid_at_the_moment_writes_nothing_off(server: ApiServer) -> None:
    server.access.token = "another"
    with pytest.raises(TemporaryError, match="401"):
        server.kubernetes.workload(TARGET)


def test_a_value_that_the_server_finds_invalid_is_refused(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    version = server.kubernetes.workload(TARGET).resource_version
    with pytest.raises(PermanentError, match="422"):
        server.kubernetes.set_replicas(TARGET, -1, version)


_CALLS: dict[str, Callable[[Cluster], object]] = {
    "owner_of": lambda cluster: cluster.owner_of("shop", "web-1"),
    "workload": lambda cluster: cluster.workload(TARGET),
    "annotate": lambda cluster: cluster.annotate(TARGET, {}, "1"),
    "set_replicas": lambda cluster: cluster.set_replicas(TARGET, 3, "1"),
    "set_floor": lambda cluster: cluster.set_floor(TARGET, Autoscaler("web-hpa", 1, 9, "1", {}), 3, {}),
}


@pytest.mark.parametrize("call", _CALLS.values(), ids=list(_CALLS))
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, PermanentError),
        (401, TemporaryError),
        (403, RefusedError),
        (404, NotFoundError),
        (408, TemporaryError),
        (409, ConflictError),
        (422, RefusedError),
        (429, TemporaryError),
        (500, TemporaryError),
        (503, TemporaryError),
        (504, TemporaryError),
    ],
)
def test_every_refusal_becomes_one_of_our_errors(
    peer: Peer, call: Callable[[Cluster], object], status: int, error: type[Exception]
) -> None:
    peer.answers(json.dumps({"kind": "Status", "message": "no", "code": status}), status)
    with pytest.raises(error, match=f"Kubernetes answered {status}") as caught:
        call(connected(peer.url))
    assert type(caught.value) is error


@pytest.mark.parametrize(("header", "asked_s"), [("60", 60.0), ("7000", 900.0), ("soon", None), ("²", None)])
@pytest.mark.parametrize("status", [429, 503])
def test_a_throttling_server_is_asked_once_and_says_how_long_to_wait(
    peer: Peer, status: int, header: str, asked_s: float | None
) -> None:
    peer.answers("{}", status, Retry_After=header)
    with pytest.raises(TemporaryError) as caught:
        connected(peer.url).workload(TARGET)
    assert caught.value.retry_after_s == asked_s
    assert len(peer.asked) == 1


@pytest.mark.parametrize("answer", ["<html>captive portal</html>", "[]", '{"spec": {"replicas": "many"}}'])
def test_an_answer_that_is_no_object_of_kubernetes_is_temporary(peer: Peer, answer: str) -> None:
    peer.answers(answer, content_type="application/json")
    with pytest.raises(TemporaryError, match="something else than its objects"):
        connected(peer.url).workload(TARGET)


@pytest.mark.parametrize("call", _CALLS.values(), ids=list(_CALLS))
def test_a_server_that_is_not_there_is_temporary(call: Callable[[Cluster], object]) -> None:
    with pytest.raises(TemporaryError, match="the Kubernetes API cannot be reached"):
        call(connected(f"http://127.0.0.1:{free_port()}"))


def test_a_kind_that_cannot_be_scaled_is_refused_without_asking(peer: Peer) -> None:
    with pytest.raises(
        PermanentError, match="DaemonSet/shop/agent cannot be scaled: its kind has no `scale` subresource"
    ):
        connected(peer.url).workload(Target("DaemonSet", "shop", "agent"))
    assert peer.asked == []


def test_a_pod_without_a_controller_has_nothing_to_scale(peer: Peer) -> None:
    pod: dict[str, Any] = {"metadata": {"name": "web-1", "ownerReferences": None}, "spec": {"containers": []}}
    peer.answers(json.dumps(pod), content_type="application/json")
    with pytest.raises(PermanentError, match="pod shop/web-1 has no controlling owner"):
        connected(peer.url).owner_of("shop", "web-1")


def test_a_patch_is_a_merge_patch_with_the_version_as_precondition(peer: Peer) -> None:
    peer.answers("{}", content_type="application/json")
    connected(peer.url).set_replicas(TARGET, 3, "41")
    [asked] = peer.asked
    assert (asked.method, asked.path) == ("PATCH", "/apis/apps/v1/namespaces/shop/deployments/web/scale")
    assert asked.headers["Content-Type"] == "application/merge-patch+json"
    assert json.loads(asked.body) == {"metadata": {"resourceVersion": "41"}, "spec": {"replicas": 3}}


@pytest.mark.parametrize("name", ["a/b", "..", "a?dryRun=All", "a#b"])
def test_a_name_from_a_label_cannot_reach_another_object(server: ApiServer, name: str) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    with pytest.raises(PermanentError):
        server.kubernetes.workload(Target("Deployment", "shop", name))
