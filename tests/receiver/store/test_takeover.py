import pytest

from receiver.clock import FrozenClock
from receiver.domain.episode import Episode
from receiver.domain.remediation import State
from tests.support.builders import alert, plan
from tests.support.stores import Stores


@pytest.fixture
def episode(stores: Stores) -> Episode:
    return stores.accepted(alert())


def test_a_later_step_takes_the_loan_over_and_gives_back_to_where_the_first_began(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    first = stores.on_loan(episode, plan(previous=1, wanted=3))
    clock.advance(1)
    second = stores.intended(episode, plan(previous=3, wanted=5))
    assert plan(previous=1, wanted=5) == second.plan
    assert stores.rows("SELECT state FROM remediations WHERE id = ?", first.id) == [("superseded",)]


def test_a_loan_of_another_field_is_not_taken_over_but_over(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    first = stores.on_loan(episode, plan(field="replicas", previous=1, wanted=3))
    clock.advance(1)
    second = stores.intended(episode, plan(field="minReplicas", previous=2, wanted=5))
    assert second.plan.previous == 2
    assert stores.rows("SELECT state, note FROM remediations WHERE id = ?", first.id) == [
        ("kept", "minReplicas was changed by somebody else since")
    ]


def test_another_action_on_the_target_leaves_its_loan_alone(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    lent = stores.on_loan(episode)
    clock.advance(1)
    stores.intended(episode, plan(action="restart", field="restartedAt", previous=0, wanted=0))
    assert stores.rows("SELECT state FROM remediations WHERE id = ?", lent.id) == [("leased",)]


def test_a_loan_that_was_given_back_is_not_taken_over(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    stores.remediations.ended(stores.held(stores.on_loan(episode)), State.GIVEN_BACK, "over")
    clock.advance(1)
    assert stores.intended(episode, plan(previous=2, wanted=4)).plan.previous == 2


def test_a_refused_claim_leaves_the_loan_where_it_is(stores: Stores, episode: Episode) -> None:
    stores.on_loan(episode)
    with pytest.raises(AssertionError, match="cooldown"):
        stores.intended(episode)
    assert stores.rows("SELECT state FROM remediations") == [("leased",)]


@pytest.mark.parametrize("taken_over", ["intended", "acted"])
def test_a_later_step_that_is_refused_puts_the_loan_back(
    stores: Stores, episode: Episode, clock: FrozenClock, taken_over: str
) -> None:
    first = stores.on_loan(episode, plan(previous=1, wanted=3))
    clock.advance(1)
    second = stores.intended(episode, plan(previous=3, wanted=5))
    if taken_over == "acted":
        second = stores.held(stores.remediations.acted(second, "done", 120))
    stores.remediations.ended(second, State.FAILED, "refused")
    expected = "leased" if taken_over == "intended" else "superseded"
    assert [(expected,)] == stores.rows("SELECT state FROM remediations WHERE id = ?", first.id)


def test_a_lent_value_that_somebody_changed_is_theirs_and_the_next_step_begins_there(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    first = stores.on_loan(episode, plan(previous=1, wanted=3))
    clock.advance(1)
    second = stores.intended(episode, plan(previous=6, wanted=8))
    assert second.plan.previous == 6
    assert stores.rows("SELECT state, note FROM remediations WHERE id = ?", first.id) == [
        ("kept", "replicas was changed by somebody else since")
    ]
