import pytest

from receiver.domain.surroundings import Container, LimitRange, Surroundings
from receiver.policy.preflight.limits import admitted, obstacles
from tests.support.inspector import GIB, container, shape


def found(one: LimitRange, *containers: Container) -> list[str]:
    pod = shape(containers=containers)
    return list(obstacles(Surroundings(added=1, pod=pod, limit_ranges=(one,))))


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        ("Container", []),
        ("Pod", ["LimitRange l: a pod must be limited to 1 GiB of memory at most"]),
    ],
)
def test_each_container_or_all_of_a_pod_is_limited(about: str, problem: list[str]) -> None:
    assert found(LimitRange("l", about, {}, {"memory": GIB}), container(), container()) == problem


def test_a_container_that_asks_for_too_little_is_refused() -> None:
    least = LimitRange("l", "Container", {"cpu": 1.0}, {})
    assert found(least, container(cpu=0.5)) == ["LimitRange l: a container must ask for 1 of cpu at least"]


def test_where_there_is_a_most_a_container_must_be_limited() -> None:
    most = LimitRange("l", "Container", {}, {"memory": GIB})
    assert found(most, Container({}, {})) == ["LimitRange l: a container must be limited to 1 GiB of memory at most"]
    with_default = LimitRange("l", "Container", {}, {"memory": GIB}, default_limits={"memory": GIB})
    assert found(with_default, Container({}, {})) == []


def test_no_new_pod_asks_no_limit_range() -> None:
    least = LimitRange("l", "Container", {"cpu": 1.0}, {})
    assert list(obstacles(Surroundings(added=0, pod=shape(), limit_ranges=(least,)))) == []


def test_defaults_fill_in_what_a_container_does_not_say_and_nothing_else() -> None:
    one = LimitRange("l", "Container", {}, {}, {"cpu": 2.0, "memory": 2.0}, {"cpu": 1.0, "memory": 1.0})
    [made] = admitted(shape(containers=(Container({}, {"cpu": 4.0}),)), (one,)).containers
    assert made == Container(requests={"cpu": 4.0, "memory": 1.0}, limits={"cpu": 4.0, "memory": 2.0})


def test_a_range_over_pods_gives_no_defaults() -> None:
    one = LimitRange("l", "Pod", {}, {})
    assert admitted(shape(), (one,)) == shape()
