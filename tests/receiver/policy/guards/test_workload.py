from typing import Any

import pytest

from receiver.domain.decision import Hold
from receiver.domain.target import Target
from receiver.policy.guards import workload
from tests.support import builders
from tests.support.builders import situation


@pytest.mark.parametrize("replicas", [1, 2, 50])
def test_a_rolling_deployment_passes_even_at_one_replica(replicas: int) -> None:
    assert workload.check(situation(workload=builders.workload(replicas=replicas))) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"replicas": 0}, "Deployment/shop/web is scaled to zero; it is never started from here"),
        ({"paused": True}, "Deployment/shop/web is paused"),
        ({"recreate": True}, "Deployment/shop/web forbids pods side by side (strategy Recreate)"),
        (
            {"target": Target("StatefulSet", "shop", "etcd")},
            "StatefulSet/shop/etcd is a StatefulSet: it may be a quorum, a person decides",
        ),
    ],
)
def test_a_workload_that_cannot_bear_more_pods_holds(changes: dict[str, Any], reason: str) -> None:
    assert Hold("workload", reason) == workload.check(situation(workload=builders.workload(**changes)))


def test_a_workload_that_was_not_read_is_another_guards_matter() -> None:
    assert workload.check(situation(workload=None)) is None
