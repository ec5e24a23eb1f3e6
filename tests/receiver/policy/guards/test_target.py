from receiver.domain.decision import Hold
from receiver.policy.guards import target
from tests.support.builders import situation


def test_a_workload_that_was_read_passes() -> None:
    assert target.check(situation()) is None


def test_a_target_that_could_not_be_read_holds_with_the_reason() -> None:
    lost = situation(workload=None, unresolved="read pod shop/web-1: Kubernetes answered 404 Not Found")
    assert Hold("target", "read pod shop/web-1: Kubernetes answered 404 Not Found") == target.check(lost)


def test_no_target_at_all_holds() -> None:
    expected = Hold("target", "no target could be derived from the alert's labels")
    assert expected == target.check(situation(workload=None))
