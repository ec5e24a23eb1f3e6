import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.surroundings import Container, Expression, Node, PodShape, Surroundings, Taint, Toleration
from receiver.policy.preflight.capacity import obstacle, room
from tests.support.inspector import GIB, container, node, shape, taint

ZONE = {"zone": "a", "cores": "8"}


def fits(pod: PodShape, *nodes: Node) -> int:
    return room(pod, nodes).fits


def test_pods_fit_as_often_as_the_scarcest_resource_allows() -> None:
    assert fits(shape(), node(cpu=2.0)) == 4
    assert fits(shape(), node(memory=3 * GIB)) == 3
    assert fits(shape(), node(pods=2.0)) == 2
    assert fits(shape(), node(cpu=0.9), node(cpu=0.9)) == 2  # one on each, never one over both


def test_tenths_of_a_core_fit_three_times_into_three() -> None:
    assert fits(shape(containers=(container(cpu=0.1),)), node(cpu=0.3)) == 3


def test_init_containers_count_where_they_ask_for_more_than_what_runs_after_them() -> None:
    first = (container(cpu=1.0, memory=GIB / 2),)
    assert shape(first=first).requests == {"cpu": 1.0, "memory": GIB}
    assert shape(overhead={"cpu": 0.1}).requests == {"cpu": 0.6, "memory": GIB}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cordoned": True}, "cordoned"),
        ({"ready": False}, "not ready"),
        ({"taints": (taint(),)}, "tainted"),
        ({"labels": {"zone": "b"}}, "not selected by the pod"),
        ({"cpu": 0.1}, "with too little cpu left"),
        ({"pods": 0.0}, "with too little pods left"),
    ],
)
def test_a_node_that_takes_no_pod_is_left_out_with_the_reason(changes: dict[str, object], reason: str) -> None:
    pod = shape(node_selector={"zone": "a"})
    seen = room(pod, [node(**{"labels": {"zone": "a"}, **changes}), node("n2", labels={"zone": "a"}, cpu=1.0)])  # type: ignore[arg-type]
    assert (seen.fits, seen.nodes, seen.left_out) == (2, 2, {reason: 1})


@pytest.mark.parametrize(
    ("toleration", "tolerated"),
    [
        (Toleration("gpu", "a100", "NoSchedule", exists=False), True),
        (Toleration("gpu", "", "", exists=True), True),
        (Toleration("", "", "", exists=True), True),
        (Toleration("gpu", "other", "NoSchedule", exists=False), False),
        (Toleration("gpu", "a100", "NoExecute", exists=False), False),
        (Toleration("other", "a100", "", exists=True), False),
    ],
)
def test_a_taint_is_tolerated_by_key_value_and_effect(toleration: Toleration, tolerated: bool) -> None:
    tainted = node(taints=(taint(value="a100"),))
    assert (fits(shape(tolerations=(toleration,)), tainted) > 0) is tolerated


def test_a_taint_that_only_prefers_keeps_nobody_off() -> None:
    assert fits(shape(), node(taints=(Taint("busy", "", "PreferNoSchedule"),))) > 0


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        (Expression("zone", "In", ("a", "b")), True),
        (Expression("zone", "NotIn", ("a",)), False),
        (Expression("rack", "NotIn", ("a",)), True),
        (Expression("zone", "Exists", ()), True),
        (Expression("rack", "Exists", ()), False),
        (Expression("rack", "DoesNotExist", ()), True),
        (Expression("cores", "Gt", ("7",)), True),
        (Expression("cores", "Lt", ("8",)), False),
        (Expression("zone", "Gt", ("7",)), False),
        (Expression("metadata.name", "In", ("n1",)), True),
        (Expression("zone", "Like", ("a",)), False),
    ],
)
def test_required_affinity_selects_nodes(expression: Expression, holds: bool) -> None:
    assert (fits(shape(affinity=((expression,),)), node(labels=ZONE)) > 0) is holds


def test_of_several_terms_one_is_enough_and_of_several_conditions_all_are_needed() -> None:
    good, bad = Expression("zone", "In", ("a",)), Expression("zone", "In", ("b",))
    assert fits(shape(affinity=((bad,), (good,))), node(labels=ZONE)) > 0
    assert fits(shape(affinity=((good, bad),)), node(labels=ZONE)) == 0


def test_too_little_room_is_said_with_the_numbers() -> None:
    pod = shape(containers=(container(cpu=1.0),))
    seen = Surroundings(added=3, pod=pod, room=room(pod, [node(cpu=2.0), node(cordoned=True), node(cordoned=True)]))
    assert obstacle(seen) == (
        "the nodes have room for 2 of 3 more pods (each asks for 1 cpu, 1 GiB memory): 3 nodes, 2 cordoned"
    )


def test_pods_that_ask_for_nothing_fit_until_the_pod_slots_are_used_up() -> None:
    idle = shape(containers=(Container({}, {}),))
    seen = Surroundings(added=1, pod=idle, room=room(idle, [node(cpu=0.0, pods=0.0)]))
    assert obstacle(seen).startswith("the nodes have room for 0 of one more pod (each asks for nothing)")


@given(st.lists(st.tuples(st.floats(0, 16), st.floats(0, 64)), max_size=6))
def test_another_node_never_makes_less_room(sizes: list[tuple[float, float]]) -> None:
    nodes = [node(str(at), cpu=cpu, memory=gib * GIB) for at, (cpu, gib) in enumerate(sizes)]
    assert fits(shape(), *nodes) <= fits(shape(), *nodes, node("more"))
