import pytest

from receiver.domain.decision import Hold
from receiver.domain.remediation import State
from receiver.policy.guards import running
from tests.support.builders import remediation, situation


def test_a_target_that_was_never_acted_on_passes() -> None:
    assert running.check(situation(last=None)) is None


@pytest.mark.parametrize("state", [State.INTENDED, State.ACTED])
def test_an_action_that_is_not_verified_yet_holds_and_is_named(state: State) -> None:
    expected = Hold("running", "remediation 0badcafe on this target has not been verified yet")
    assert expected == running.check(situation(last=remediation(state=state)))


@pytest.mark.parametrize("state", [State.LEASED, State.GIVEN_BACK, State.KEPT, State.SUPERSEDED, State.FAILED])
def test_a_verified_or_ended_action_passes(state: State) -> None:
    assert running.check(situation(last=remediation(state=state))) is None
