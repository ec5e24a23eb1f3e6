import pytest

from receiver.domain.surroundings import Container, LimitRange, PodShape, Quota, Surroundings
from receiver.policy.preflight.quota import obstacles
from tests.support.inspector import GIB, container, shape


def found(quota: Quota, pod: PodShape | None = None, added: int = 2, *ranges: LimitRange) -> list[str]:
    return list(obstacles(Surroundings(added=added, pod=pod or shape(), quotas=(quota,), limit_ranges=ranges)))


@pytest.mark.parametrize(
    ("key", "hard", "used", "problem"),
    [
        ("pods", 4.0, 3.0, "pods 3 used and 2 more needed of 4"),
        ("count/pods", 4.0, 3.0, "count/pods 3 used and 2 more needed of 4"),
        ("requests.cpu", 2.0, 1.5, "requests.cpu 1500m used and 1 more needed of 2"),
        ("cpu", 2.0, 1.5, "cpu 1500m used and 1 more needed of 2"),
        ("memory", 4 * GIB, 3 * GIB, "memory 3 GiB used and 2 GiB more needed of 4 GiB"),
        ("limits.memory", 4 * GIB, 3 * GIB, "limits.memory 3 GiB used and 2 GiB more needed of 4 GiB"),
    ],
)
def test_what_would_be_exceeded_is_named_with_its_numbers(key: str, hard: float, used: float, problem: str) -> None:
    assert found(Quota("q", {key: hard}, {key: used})) == [f"ResourceQuota q: {problem}"]
    assert found(Quota("q", {key: hard}, {key: used}), added=1) == []


def test_tenths_of_a_core_add_up_to_a_whole() -> None:
    assert (
        found(Quota("q", {"requests.cpu": 0.3}, {"requests.cpu": 0.1}), shape(containers=(container(cpu=0.1),))) == []
    )


def test_a_quota_of_something_else_is_no_obstacle() -> None:
    assert found(Quota("q", {"services": 1.0, "requests.storage": 1.0}, {"services": 1.0})) == []


def test_what_is_limited_must_be_stated_by_the_pods() -> None:
    silent = shape(containers=(Container({}, {}),))
    quota = Quota("q", {"requests.cpu": 100.0}, {})
    assert found(quota, silent) == ["ResourceQuota q: it limits requests.cpu, which the pods do not state"]
    default = LimitRange("l", "Container", {}, {}, default_requests={"cpu": 1.0})
    assert found(quota, silent, 2, default) == []


@pytest.mark.parametrize(
    ("scopes", "asks", "about"),
    [
        (("BestEffort",), False, True),
        (("BestEffort",), True, False),
        (("NotBestEffort",), True, True),
        (("NotBestEffort",), False, False),
        (("Terminating",), True, False),
        (("NotTerminating", "NotBestEffort"), True, True),
        (("PriorityClass In high,low",), True, True),
        (("PriorityClass In low",), True, False),
        (("PriorityClass NotIn low",), True, True),
        (("PriorityClass Exists",), True, True),
        (("SomethingNew",), True, True),
    ],
)
def test_a_quota_counts_for_the_pods_it_is_about(scopes: tuple[str, ...], asks: bool, about: bool) -> None:
    pod = shape(priority_class="high", containers=(container() if asks else Container({}, {}),))
    assert bool(found(Quota("q", {"pods": 1.0}, {"pods": 1.0}, scopes), pod)) is about
