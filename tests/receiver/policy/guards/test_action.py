import pytest

from receiver.domain.decision import Hold
from receiver.policy.guards import action
from receiver.policy.sizing import SIZINGS
from tests.support.builders import entry, situation


def test_an_action_that_this_receiver_can_do_passes() -> None:
    assert action.check(situation(entry=entry(remediation={"action": "scale"}))) is None


@pytest.mark.parametrize("remediation", [None, {"action": "none"}])
def test_no_action_in_the_policy_holds(remediation: dict[str, str] | None) -> None:
    expected = Hold("action", "the policy names no action for this forecast")
    assert expected == action.check(situation(entry=entry(remediation=remediation)))


def test_an_action_that_this_receiver_cannot_do_holds_and_says_what_it_can() -> None:
    known = entry()
    assert known.remediation is not None
    newer = known.model_copy(update={"remediation": known.remediation.model_copy(update={"action": "paint"})})
    expected = Hold("action", f"this receiver cannot do 'paint'; it can do {', '.join(sorted(SIZINGS))}")
    assert expected == action.check(situation(entry=newer))
