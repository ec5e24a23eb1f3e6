"""What stands above a workload: an HPA, KEDA above the HPA, or somebody we do not understand."""

import pytest
from localcluster.resources import HPAS

from receiver.domain.target import SCALED_OBJECT, Target
from receiver.errors import ConflictError, PermanentError
from tests.support.apiserver import ApiServer
from tests.support.builders import TARGET

ROLLOUT = Target("Rollout.argoproj.io", "shop", "web")


def test_under_keda_the_scaled_object_is_patched_and_the_hpa_left_alone(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    scaled = server.autoscale_with_keda(TARGET, "web-so", minReplicaCount=2, maxReplicaCount=8)
    server.autoscale(TARGET, "keda-hpa-web-so", 2, 8, owner=scaled)
    above = server.kubernetes.workload(TARGET).autoscaler
    assert above is not None
    assert (above.kind, above.name, above.min_replicas, above.max_replicas) == (SCALED_OBJECT, "web-so", 2, 8)
    server.kubernetes.set_floor(TARGET, above, 4, {"a": "1"})
    raised = server.kubernetes.workload(TARGET)
    assert (raised.floor_field, raised.floor, dict(raised.lease_annotations)) == ("minReplicaCount", 4, {"a": "1"})
    [hpa] = server.store.list(HPAS)
    assert hpa["spec"]["minReplicas"] == 2
    with pytest.raises(ConflictError, match="409"):
        server.kubernetes.set_floor(TARGET, above, 5, {})


def test_a_scaled_object_that_names_no_bounds_has_kedas_own(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=1)
    scaled = server.autoscale_with_keda(TARGET, "web-so")
    server.autoscale(TARGET, "keda-hpa-web-so", 1, 100, owner=scaled)
    above = server.kubernetes.workload(TARGET).autoscaler
    assert above is not None
    assert (above.min_replicas, above.max_replicas) == (0, 100)


@pytest.mark.parametrize("pause", ["autoscaling.keda.sh/paused", "autoscaling.keda.sh/paused-replicas"])
def test_a_paused_scaled_object_is_seen_although_its_hpa_is_gone(server: ApiServer, pause: str) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    server.autoscale_with_keda(TARGET, "web-so", {pause: "true"})
    with pytest.raises(PermanentError, match="the ScaledObject web-so above Deployment/shop/web is paused"):
        server.kubernetes.workload(TARGET)


def test_a_pause_that_was_taken_back_is_none(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    server.autoscale_with_keda(TARGET, "web-so", {"autoscaling.keda.sh/paused": "false"})
    assert server.kubernetes.workload(TARGET).autoscaler is not None


def test_an_hpa_that_an_unknown_controller_owns_is_left_alone(server: ApiServer) -> None:
    rollout = server.deploy(ROLLOUT, "canary-1", replicas=1)
    server.deploy(TARGET, "web-1", replicas=2)
    server.autoscale(TARGET, "web-hpa", 1, 9, owner=rollout)
    with pytest.raises(
        PermanentError, match=r"controlled by Rollout\.argoproj\.io/shop/web, which would undo a change"
    ):
        server.kubernetes.workload(TARGET)


def test_an_hpa_of_a_scaled_object_that_is_gone_is_left_alone(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    scaled = server.autoscale_with_keda(Target("Deployment", "shop", "other"), "web-so")
    server.autoscale(TARGET, "keda-hpa-web-so", 1, 9, owner=scaled)
    with pytest.raises(PermanentError, match=r"ScaledObject\.keda\.sh/shop/web-so.* cannot be found"):
        server.kubernetes.workload(TARGET)


def test_an_hpa_above_a_kind_of_the_same_name_is_not_ours(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    server.deploy(ROLLOUT, "canary-1", replicas=1)
    server.autoscale(ROLLOUT, "canary-hpa", 1, 9)
    assert server.kubernetes.workload(TARGET).autoscaler is None
    assert server.kubernetes.workload(ROLLOUT).autoscaler is not None


def test_a_missing_right_on_scaled_objects_is_said_not_taken_for_none(server: ApiServer) -> None:
    server.deploy(TARGET, "web-1", replicas=2)
    with (
        server.access.denied("list", "scaledobjects"),
        pytest.raises(PermanentError, match=r"list scaledobjects in shop: .* 403 .*Role lacks this verb"),
    ):
        server.kubernetes.workload(TARGET)
