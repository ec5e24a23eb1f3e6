"""Which objects of a namespace carry an annotation?"""

from dataclasses import replace

from receiver.domain.target import HPA, SCALED_OBJECT, Annotated, Target
from tests.support.apiserver import ApiServer
from tests.support.builders import TARGET

KINDS = ("Deployment", "StatefulSet", HPA, SCALED_OBJECT)


def _annotated(server: ApiServer, target: Target, pod: str) -> None:
    server.deploy(target, pod, replicas=1)
    version = server.kubernetes.workload(target).resource_version
    server.kubernetes.annotate(target, {"example.io/lease": target.name}, version)


def test_what_carries_it_is_found_workloads_and_what_stands_above_them(server: ApiServer) -> None:
    _annotated(server, TARGET, "web-1")
    other = replace(TARGET, name="other")
    server.deploy(other, "other-1", replicas=1)
    server.autoscale(other, "other-hpa", 1, 9)
    above = server.kubernetes.workload(other).autoscaler
    assert above is not None
    server.kubernetes.set_floor(other, above, 2, {"example.io/lease": "floor"})
    found, unread = server.kubernetes.annotated("shop", KINDS, "example.io/lease")
    assert found == [Annotated(TARGET, "web"), Annotated(Target(HPA, "shop", "other-hpa"), "floor")]
    assert unread == []


def test_other_namespaces_and_other_annotations_are_not_looked_at(server: ApiServer) -> None:
    _annotated(server, TARGET, "web-1")
    assert server.kubernetes.annotated("bank", KINDS, "example.io/lease") == ([], [])
    assert server.kubernetes.annotated("shop", KINDS, "example.io/another") == ([], [])


def test_a_kind_that_nobody_has_installed_has_no_objects(server: ApiServer) -> None:
    assert server.kubernetes.annotated("shop", ["Thing.example.io"], "example.io/lease") == ([], [])


def test_a_kind_that_may_not_be_listed_is_named_and_hides_no_other(server: ApiServer) -> None:
    _annotated(server, TARGET, "web-1")
    with server.access.denied("list", "statefulsets"):
        found, unread = server.kubernetes.annotated("shop", ["StatefulSet", "Deployment"], "example.io/lease")
    assert found == [Annotated(TARGET, "web")]
    [reason] = unread
    assert "list statefulsets in shop: Kubernetes answered 403" in reason
