from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from receiver.clock import FrozenClock
from receiver.domain.decision import Hold, Plan
from receiver.domain.episode import Episode
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.target import Target
from receiver.errors import ClaimLostError
from receiver.policy.budget import Budgets
from receiver.store import queue
from receiver.store.schema import remediations
from tests.support.builders import NOW_S, TARGET, alert, plan
from tests.support.stores import Stores

COOLDOWN_S = 900.0
LEASE_S = 3600.0
GENEROUS = Budgets(per_hour=100, per_namespace_per_hour=100, added_replicas=100)


@pytest.fixture
def episode(stores: Stores) -> Episode:
    return stores.accepted(alert())


def _ask(
    stores: Stores, episode: Episode, planned: Plan | None = None, budgets: Budgets = GENEROUS
) -> Remediation | Hold:
    return stores.remediations.claim_intent(
        episode, planned or plan(), forecast="memory", cooldown_s=COOLDOWN_S, lease_s=LEASE_S, budgets=budgets
    )


def _claim(stores: Stores, episode: Episode, planned: Plan | None = None) -> Remediation:
    claimed = _ask(stores, episode, planned)
    assert isinstance(claimed, Remediation), claimed
    return claimed


def _on_loan(stores: Stores, episode: Episode, planned: Plan | None = None) -> Remediation:
    acted = stores.held(stores.remediations.acted(_claim(stores, episode, planned), "done", 120))
    return stores.remediations.verified(acted, Outcome.WORKED, "receded")


def test_an_intent_is_written_down_with_its_plan_and_lease(stores: Stores, episode: Episode) -> None:
    claimed = _claim(stores, episode)
    assert (plan(), State.INTENDED) == (claimed.plan, claimed.state)
    assert (claimed.created_at_s, claimed.lease_until_s) == (NOW_S, NOW_S + LEASE_S)
    assert claimed == stores.remediations.newest(TARGET)


def test_whoever_claims_an_intent_carries_it_out_unless_the_claim_ends(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    claimed = _claim(stores, episode)
    assert stores.remediations.claim_due() is None
    clock.advance(queue.CLAIM_S)
    assert claimed == stores.remediations.claim_due()


def _took(stores: Stores, episode: Episode, clock: FrozenClock, outcome: Outcome, lead_s: float, late_s: float) -> None:
    acted = stores.remediations.acted(_claim(stores, episode), "done", lead_s - late_s)
    clock.advance(lead_s)
    held = replace(acted, claim=replace(stores.claim("remediations", acted.id), overdue_since_s=clock.now() - late_s))
    verified = stores.remediations.verified(held, outcome, "seen")
    stores.remediations.ended(stores.held(verified), State.GIVEN_BACK, "over")
    clock.advance(COOLDOWN_S)


def test_lead_times_are_those_of_actions_that_helped_and_were_looked_at_in_time(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    for outcome, lead_s, late_s in [
        (Outcome.WORKED, 200.0, 1.0),
        (Outcome.NO_EFFECT, 900.0, 1.0),
        (Outcome.SLOWED, 300.0, 1.0),
        (Outcome.WORKED, 9000.0, 3600.0),
        (Outcome.INCONCLUSIVE, 900.0, 1.0),
    ]:
        _took(stores, episode, clock, outcome, lead_s, late_s)
    assert stores.remediations.leads_s(TARGET, "scale") == (300.0, 200.0)
    assert stores.remediations.leads_s(TARGET, "restart") == ()
    assert stores.remediations.leads_s(Target("Deployment", "shop", "api"), "scale") == ()


def test_the_kill_switch_is_asked_again_when_claiming(stores: Stores, episode: Episode) -> None:
    stores.kill_switch.turn_on("a person said stop")
    assert Hold("kill-switch", "acting is switched off: a person said stop") == _ask(stores, episode)
    assert stores.remediations.newest(TARGET) is None


def test_the_cooldown_is_asked_again_when_claiming(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    first = _on_loan(stores, episode)
    clock.advance(COOLDOWN_S - 1)
    expected = Hold("cooldown", f"{first.id} was claimed for Deployment/shop/web less than 900 s ago")
    assert expected == _ask(stores, episode)
    clock.advance(1)
    assert isinstance(_ask(stores, episode), Remediation)


def test_a_failed_attempt_counts_for_the_cooldown_too(stores: Stores, episode: Episode) -> None:
    stores.remediations.ended(_claim(stores, episode), State.FAILED, "refused")
    hold = _ask(stores, episode)
    assert isinstance(hold, Hold)
    assert hold.guard == "cooldown"


def test_another_target_has_its_own_cooldown(stores: Stores, episode: Episode) -> None:
    _claim(stores, episode)
    other = plan(target=Target("Deployment", "shop", "api"))
    assert isinstance(_ask(stores, episode, other), Remediation)


@pytest.mark.parametrize("acted", [False, True])
def test_a_running_remediation_refuses_a_second_one_even_after_the_cooldown(
    stores: Stores, episode: Episode, clock: FrozenClock, acted: bool
) -> None:
    first = _claim(stores, episode)
    if acted:
        stores.remediations.acted(first, "done", 120)
    clock.advance(COOLDOWN_S)
    expected = Hold("running", "another remediation of Deployment/shop/web was claimed at the same moment")
    assert expected == _ask(stores, episode)


def test_the_database_itself_refuses_a_second_running_remediation(stores: Stores, episode: Episode) -> None:
    _claim(stores, episode)
    row = {
        "id": "by-hand",
        "episode_id": episode.id,
        "forecast": "memory",
        "target": str(TARGET),
        "action": "scale",
        "field": "replicas",
        "previous": 1,
        "wanted": 2,
        "sizing": "",
        "state": "acted",
        "created_at_s": NOW_S,
        "lease_until_s": NOW_S,
        "seen_at_s": NOW_S,
        "note": "",
        "due_s": NOW_S,
    }
    with pytest.raises(IntegrityError), stores.database.transaction() as connection:
        connection.execute(insert(remediations).values(**row))


def test_of_many_threads_one_gets_the_intent(stores: Stores, episode: Episode) -> None:
    together = Barrier(6)
    answers: list[Remediation | Hold] = []

    def replica() -> None:
        together.wait()
        no_cooldown = stores.remediations.claim_intent(
            episode, plan(), forecast="memory", cooldown_s=0.0, lease_s=LEASE_S, budgets=GENEROUS
        )
        answers.append(no_cooldown)

    threads = [Thread(target=replica) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(answer, Remediation) for answer in answers) == 1
    assert [answer.guard for answer in answers if isinstance(answer, Hold)] == ["running"] * 5


def test_what_was_done_is_due_for_verification_after_the_settle_time(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    clock.advance(2)
    acted = stores.remediations.acted(_claim(stores, episode), "scaled", 120)
    assert (acted.state, acted.acted_at_s, acted.note) == (State.ACTED, NOW_S + 2, "scaled")
    clock.advance(119)
    assert stores.remediations.claim_due() is None
    clock.advance(1)
    assert acted == stores.remediations.claim_due()


def test_what_was_verified_is_due_when_its_lease_ends(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    loan = _on_loan(stores, episode)
    assert (loan.state, loan.outcome) == (State.LEASED, Outcome.WORKED)
    clock.advance(LEASE_S - 1)
    assert stores.remediations.claim_due() is None
    clock.advance(1)
    assert loan == stores.remediations.claim_due()


def test_a_renewed_loan_is_due_at_its_new_end(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    loan = stores.remediations.renewed(
        stores.held(_on_loan(stores, episode)), NOW_S + 2 * LEASE_S, "still needed", blind=False
    )
    assert loan.lease_until_s == NOW_S + 2 * LEASE_S
    clock.advance(2 * LEASE_S - 1)
    assert stores.remediations.claim_due() is None
    clock.advance(1)
    assert stores.remediations.claim_due() is not None


@pytest.mark.parametrize("state", [State.GIVEN_BACK, State.KEPT, State.FAILED])
def test_an_ended_remediation_is_never_due_again(
    stores: Stores, episode: Episode, clock: FrozenClock, state: State
) -> None:
    stores.remediations.ended(_claim(stores, episode), state, "over")
    clock.advance(10 * LEASE_S)
    assert stores.remediations.claim_due() is None


@pytest.mark.parametrize("changed", [0, 4], ids=["taken over", "changed by somebody"])
def test_whoever_works_on_a_loan_loses_it_to_the_step_that_ends_it(
    stores: Stores, episode: Episode, clock: FrozenClock, changed: int
) -> None:
    loan = _on_loan(stores, episode)
    clock.advance(LEASE_S)
    worked_on = stores.remediations.claim_due()
    assert worked_on is not None
    _claim(stores, episode, plan(previous=loan.plan.wanted + changed, wanted=9))
    with pytest.raises(ClaimLostError):
        stores.remediations.ended(worked_on, State.GIVEN_BACK, "gave it back")
    expected = State.KEPT if changed else State.SUPERSEDED
    assert stores.rows("SELECT state FROM remediations WHERE id = ?", loan.id) == [(expected.value,)]


def test_a_step_that_failed_waits_longer_each_time(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    claimed = _claim(stores, episode)
    for wait_s in (1.0, 2.0, 5.0):
        stores.remediations.retry(stores.held(claimed), "Kubernetes answered 503", None)
        clock.advance(0.7 * wait_s)
        assert stores.remediations.claim_due() is None
        clock.advance(0.3 * wait_s)
        assert stores.remediations.claim_due() is not None


def test_looked_at_again_after_the_time_given(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    acted = stores.remediations.acted(_claim(stores, episode), "done", 0)
    stores.remediations.look_again(stores.held(acted), 20)
    clock.advance(19)
    assert stores.remediations.claim_due() is None
    clock.advance(1)
    assert acted == stores.remediations.claim_due()


def _expand(stores: Stores, episode: Episode) -> Remediation:
    claim = Target("PersistentVolumeClaim", "shop", "data-0")
    return _on_loan(stores, episode, Plan("expand-volume", claim, "storage", 2**40, 2**41, "x"))


def test_what_is_not_lent_is_over_once_it_is_verified(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    expanded = _expand(stores, episode)
    assert (expanded.state, expanded.plan.wanted) == (State.DONE, 2**41)
    clock.advance(LEASE_S)
    assert stores.remediations.claim_due() is None


def test_what_one_action_did_to_a_target_lately_is_counted(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    expanded = _expand(stores, episode)
    target = expanded.plan.target
    assert stores.remediations.count(target, "expand-volume", 60) == 1
    assert stores.remediations.count(target, "expand-volume", 60, expanded) == 0
    assert stores.remediations.count(target, "scale", 60) == 0
    assert stores.remediations.count(TARGET, "expand-volume", 60) == 0
    clock.advance(60)
    assert stores.remediations.count(target, "expand-volume", 60) == 0


def test_when_data_was_last_seen_is_known_through_blind_renewals(
    stores: Stores, episode: Episode, clock: FrozenClock
) -> None:
    clock.advance(5)
    loan = _on_loan(stores, episode)
    assert loan.seen_at_s == NOW_S + 5
    clock.advance(60)
    for blind, seen_at_s in ((True, NOW_S + 5), (False, NOW_S + 65)):
        renewed = stores.remediations.renewed(stores.held(loan), NOW_S + LEASE_S, "", blind=blind)
        assert seen_at_s == renewed.seen_at_s


def _of(namespace: str, name: str, **changes: Any) -> Plan:
    return plan(target=Target("Deployment", namespace, name), **changes)


@pytest.mark.parametrize(
    ("budgets", "reason"),
    [
        (Budgets(per_hour=1), "budget: 1 action within the last hour, 1 allowed"),
        (Budgets(per_namespace_per_hour=1), "budget: 1 action in namespace shop within the last hour, 1 allowed"),
        (Budgets(added_replicas=3), "budget: 2 added replicas are on loan and 2 more wanted, 3 allowed"),
    ],
)
def test_the_budgets_are_asked_again_when_claiming(
    stores: Stores, episode: Episode, budgets: Budgets, reason: str
) -> None:
    _claim(stores, episode, _of("shop", "api"))
    assert Hold("budget", reason) == _ask(stores, episode, budgets=budgets)


def test_many_threads_never_spend_more_than_the_budget_together(stores: Stores) -> None:
    episodes = [stores.accepted(alert(fingerprint=f"a{number}")) for number in range(8)]  # each locks a row of its own
    together = Barrier(8)
    answers: list[Remediation | Hold] = []

    def replica(number: int) -> None:
        together.wait()
        answers.append(_ask(stores, episodes[number], _of("shop", f"web-{number}"), Budgets(added_replicas=7)))

    threads = [Thread(target=replica, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (
        sorted("budget" if isinstance(one, Hold) else "claimed" for one in answers) == ["budget"] * 5 + ["claimed"] * 3
    )
    assert stores.remediations.spent(TARGET).added_replicas == 6
