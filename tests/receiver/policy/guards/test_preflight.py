from receiver.domain.decision import Hold
from receiver.domain.surroundings import Right, Surroundings
from receiver.policy.guards import preflight
from tests.support.builders import situation

LACKS = Surroundings(missing=(Right("patch", "Deployment"),))


def test_a_way_that_is_clear_passes() -> None:
    assert preflight.check(situation()) is None


def test_an_obstacle_holds_and_is_named_with_what_would_have_been_done() -> None:
    expected = "would scale Deployment/shop/web replicas 1→3, but the receiver's Role in namespace shop lacks: patch Deployment"
    assert preflight.check(situation(surroundings=LACKS)) == Hold("preflight", expected)


def test_who_has_not_looked_does_not_act() -> None:
    expected = "the cluster was not asked what would be in the way of: scale Deployment/shop/web replicas 1→3"
    assert preflight.check(situation(surroundings=None)) == Hold("preflight", expected)


def test_without_a_plan_there_is_nothing_to_look_at() -> None:
    assert preflight.check(situation(plan=None, surroundings=None)) is None
