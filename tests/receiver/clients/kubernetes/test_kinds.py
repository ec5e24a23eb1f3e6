"""Where kinds live, and what may be scaled."""

import pytest

from receiver.domain.target import Target
from receiver.errors import NotFoundError, PermanentError
from tests.support.apiserver import ApiServer
from tests.support.builders import TARGET

ROLLOUT = Target("Rollout.argoproj.io", "shop", "web")
STATEFUL = Target("StatefulSet", "shop", "db")


def test_a_kind_of_somebody_else_is_found_by_discovery_and_scaled(server: ApiServer) -> None:
    server.deploy(ROLLOUT, "web-1", replicas=2)
    assert server.kubernetes.owner_of("shop", "web-1") == ROLLOUT
    read = server.kubernetes.workload(ROLLOUT)
    version = server.kubernetes.annotate(ROLLOUT, {"a": "1"}, read.resource_version)
    server.kubernetes.set_replicas(ROLLOUT, 4, version)
    raised = server.kubernetes.workload(ROLLOUT)
    assert (read.replicas, raised.replicas, raised.annotations) == (2, 4, {"a": "1"})


def test_the_count_of_somebody_elses_kind_is_what_its_scale_says(server: ApiServer) -> None:
    server.deploy(ROLLOUT, "web-1", replicas=2)
    with server.access.denied("get", "rollouts/scale"), pytest.raises(PermanentError, match="read scale of Rollout"):
        server.kubernetes.workload(ROLLOUT)


def test_a_statefulset_owns_its_pods_itself(server: ApiServer) -> None:
    server.deploy(STATEFUL, "db-0", replicas=3)
    assert server.kubernetes.owner_of("shop", "db-0") == STATEFUL
    assert server.kubernetes.workload(STATEFUL).replicas == 3


def test_an_operator_above_the_workload_is_what_is_asked(server: ApiServer) -> None:
    above = server.deploy(ROLLOUT, "canary-1", replicas=1)
    server.deploy(TARGET, "web-1", replicas=2, owner=above)
    assert server.kubernetes.owner_of("shop", "web-1") == ROLLOUT


def test_an_operators_kind_without_scale_is_refused(server: ApiServer) -> None:
    with pytest.raises(PermanentError, match="its kind has no `scale` subresource"):
        server.kubernetes.workload(Target("ScaledObject.keda.sh", "shop", "web"))


@pytest.mark.parametrize("kind", ["Rollout.example.com", "Canary.argoproj.io"])
def test_a_kind_that_the_server_does_not_serve_is_not_there(server: ApiServer, kind: str) -> None:
    with pytest.raises(NotFoundError, match=f"look up the kind {kind}"):
        server.kubernetes.workload(Target(kind, "shop", "web"))


def test_an_unknown_kind_without_its_group_is_refused_with_the_mend(server: ApiServer) -> None:
    with pytest.raises(PermanentError, match=r"'Rollout' is not known; .* others as `Kind.group`"):
        server.kubernetes.workload(Target("Rollout", "shop", "web"))


def test_a_workload_that_is_named_and_not_found_through_its_pod_is_not_taken_from_its_operator(
    server: ApiServer,
) -> None:
    above = server.deploy(ROLLOUT, "web-0", replicas=1)
    server.deploy(TARGET, "web-1", replicas=2, owner=above)
    expected = r"Deployment/shop/web is controlled by Rollout\.argoproj\.io/shop/web, which would undo a change"
    with pytest.raises(PermanentError, match=expected):
        server.kubernetes.workload(TARGET)
