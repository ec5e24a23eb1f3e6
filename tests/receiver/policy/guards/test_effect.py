import pytest

from receiver.domain.decision import Hold
from receiver.domain.remediation import Outcome, State
from receiver.policy.guards import effect
from tests.support.builders import NOW_S, plan, remediation, situation

PLAN = "scale Deployment/shop/web replicas 1→3"


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(Outcome.NO_EFFECT, "had no effect"), (Outcome.INCONCLUSIVE, "could not be shown to help")],
)
def test_a_step_that_did_not_show_to_help_is_not_repeated(outcome: Outcome, said: str) -> None:
    last = remediation(state=State.LEASED, outcome=outcome)
    expected = Hold("effect", f"the last step (0badcafe: {PLAN}) {said}, so it is not repeated")
    assert expected == effect.check(situation(last=last))


def test_a_step_that_worked_may_be_repeated() -> None:
    for outcome in (Outcome.WORKED, Outcome.SLOWED):
        assert effect.check(situation(last=remediation(state=State.LEASED, outcome=outcome))) is None


@pytest.mark.parametrize("state", [State.GIVEN_BACK, State.KEPT, State.FAILED])
def test_what_is_no_longer_on_loan_says_nothing_about_the_next_step(state: State) -> None:
    assert effect.check(situation(last=remediation(state=state, outcome=Outcome.NO_EFFECT))) is None


def test_a_target_that_was_never_acted_on_passes() -> None:
    assert effect.check(situation(last=None)) is None


@pytest.mark.parametrize(("until_s", "held"), [(NOW_S + 1, True), (NOW_S, False)])
def test_what_was_not_lent_counts_as_long_as_a_loan_would_last(until_s: float, held: bool) -> None:
    last = remediation(state=State.DONE, outcome=Outcome.NO_EFFECT, lease_until_s=until_s)
    assert (effect.check(situation(last=last)) is not None) is held


def test_another_action_that_did_not_help_says_nothing_about_this_one() -> None:
    last = remediation(plan=plan(action="restart"), state=State.LEASED, outcome=Outcome.NO_EFFECT)
    assert effect.check(situation(last=last)) is None
