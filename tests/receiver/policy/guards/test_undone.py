import pytest

from receiver.domain.remediation import Remediation, State
from receiver.policy.guards import undone
from tests.support.builders import NOW_S, remediation, situation, workload


def _kept(**changes: object) -> Remediation:
    """Raised to three, and somebody changed it since."""
    return remediation(state=State.KEPT, **changes)


def test_what_somebody_lowered_is_not_raised_again_while_the_loan_would_last() -> None:
    hold = undone.check(situation(last=_kept(), workload=workload(replicas=1)))
    assert hold is not None
    assert "somebody lowered it since (replicas is 1, 0badcafe had raised it to 3)" in hold.reason


@pytest.mark.parametrize("replicas", [3, 6])
def test_what_somebody_raised_may_be_raised_further(replicas: int) -> None:
    assert undone.check(situation(last=_kept(), workload=workload(replicas=replicas))) is None


def test_after_the_loan_would_have_ended_it_may_be_raised_again() -> None:
    assert undone.check(situation(last=_kept(lease_until_s=NOW_S), workload=workload())) is None


@pytest.mark.parametrize("state", sorted(set(State) - {State.KEPT}))
def test_only_what_somebody_took_over_counts(state: State) -> None:
    assert undone.check(situation(last=remediation(state=state), workload=workload())) is None


def test_the_first_action_has_nothing_that_could_be_undone() -> None:
    assert undone.check(situation(last=None)) is None
    assert undone.check(situation(last=_kept(), workload=None)) is None
