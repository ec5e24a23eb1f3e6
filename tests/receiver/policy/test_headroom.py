from receiver.domain.memory import Headroom
from receiver.domain.surroundings import LimitRange, Node, Quota, Unseen
from receiver.policy.headroom import headroom
from tests.support.builders import GIB, memory

NODES = tuple(
    Node(name, {"memory": float(free * GIB)}, ready=True, cordoned=False, labels={}, taints=())
    for name, free in (("node-0", 9), ("node-1", 2))
)


def test_the_node_that_counts_is_the_one_it_runs_on() -> None:
    assert headroom(memory(node="node-1"), NODES, (), ()) == Headroom(node_bytes=2 * GIB)
    assert headroom(memory(node="gone"), NODES, (), ()).node_bytes is None


def test_of_several_quotas_the_tightest_counts() -> None:
    quotas = (
        Quota("pods", {"pods": 10.0}, {"pods": 1.0}),
        Quota("limits", {"limits.memory": 8.0 * GIB}, {"limits.memory": 7.0 * GIB}),
        Quota("requests", {"requests.memory": 8.0 * GIB, "memory": 8.0 * GIB}, {"requests.memory": 2.0 * GIB}),
    )
    assert headroom(memory(), (), quotas, ()).quota_bytes == GIB


def test_the_lowest_maximum_of_a_container_counts() -> None:
    ranges = (
        LimitRange("a", "Container", {}, {"memory": 4.0 * GIB}),
        LimitRange("b", "Container", {}, {"cpu": 1.0}),
        LimitRange("c", "Pod", {}, {"memory": 1.0}),
    )
    assert headroom(memory(), (), (), ranges).most_bytes == 4 * GIB


def test_what_could_not_be_looked_at_bounds_nothing_and_is_noted() -> None:
    found = headroom(memory(), Unseen("403"), Unseen("404"), ())
    assert (found.node_bytes, found.quota_bytes) == (None, None)
    assert found.notes == ("room on the node could not be looked at: 403", "ResourceQuotas could not be looked at: 404")
