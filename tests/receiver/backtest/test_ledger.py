from dataclasses import replace
from typing import Any

import pytest

from receiver.backtest.ledger import Ledger, Step
from receiver.backtest.looks import Look
from receiver.domain.decision import Plan
from receiver.domain.remediation import Outcome, State
from receiver.domain.target import Target
from receiver.domain.verdict import Verdict
from receiver.scorecard.tally import Fate
from tests.receiver.backtest.outcomes import look, page

WEB = Target("Deployment", "shop", "web")
AT_S = 9_000.0
SETTLED_S = AT_S + 600.0
LEASE_S = 3600.0


def step(
    action: str, target: Target, previous: int = 0, wanted: int = 0, *, at_s: float = AT_S, **changes: Any
) -> Step:
    """A step whose page goes on for a day and whose lease for an hour."""
    plan = Plan(action, target, "field", previous, wanted, "")
    made = Step(
        plan=plan,
        page=page(at_s, at_s + 86_400.0),
        key=("shop", "web"),
        severity="critical",
        at_s=at_s,
        lease_until_s=at_s + LEASE_S,
        settled_s=at_s + 600.0,
        ends_s=at_s + 86_400.0,
        probability=0.95,
        rung=1,
        fate=Fate.FALSE,
    )
    return replace(made, **changes)


UNSURE = look(SETTLED_S, verdict=Verdict.INCONCLUSIVE)


@pytest.mark.parametrize(
    ("seen", "now_s", "expected"),
    [
        ([], AT_S + 60.0, (State.ACTED, None)),
        ([look(AT_S + 60.0)], AT_S + 60.0, (State.ACTED, None)),
        ([look(AT_S + 60.0, 0.1)], AT_S + 60.0, (State.ACTED, None)),
        ([look(AT_S + 60.0, 0.1), look(SETTLED_S)], SETTLED_S, (State.LEASED, Outcome.NO_EFFECT)),
        ([look(SETTLED_S, 0.1)], SETTLED_S, (State.LEASED, Outcome.WORKED)),
        ([look(SETTLED_S)], SETTLED_S, (State.LEASED, Outcome.NO_EFFECT)),
        ([UNSURE], SETTLED_S, (State.LEASED, Outcome.INCONCLUSIVE)),
        ([look(SETTLED_S), look(SETTLED_S + 60.0, 0.1)], SETTLED_S + 60.0, (State.LEASED, Outcome.NO_EFFECT)),
        ([look(SETTLED_S)], AT_S + LEASE_S, (State.GIVEN_BACK, Outcome.NO_EFFECT)),
    ],
)
def test_a_loan_stands_as_the_looks_since_say(seen: list[Look], now_s: float, expected: tuple[State, Outcome]) -> None:
    found = step("scale", WEB, 1, 3, seen=seen).remediation(now_s)
    assert (found.state, found.outcome) == expected


def test_what_lends_nothing_is_done_and_never_given_back() -> None:
    found = step("restart", WEB, seen=[look(SETTLED_S)]).remediation(AT_S + 2 * LEASE_S)
    assert (found.state, found.outcome) == (State.DONE, Outcome.NO_EFFECT)


def test_a_page_that_ended_unseen_is_taken_for_success() -> None:
    found = step("restart", WEB, page=page(AT_S, AT_S + 120.0)).remediation(AT_S + 120.0)
    assert found.outcome is Outcome.WORKED


def test_budgets_count_what_was_done_and_what_is_on_loan() -> None:
    ledger = Ledger()
    ledger.take(step("scale", WEB, 1, 3))
    ledger.take(step("restart", Target("Deployment", "other", "api"), at_s=AT_S + 60.0))
    found = ledger.spent("shop", AT_S + 120.0)
    assert (found.actions, found.namespace_actions, found.added_replicas) == (2, 1, 2)
    assert ledger.spent("shop", AT_S + 2 * LEASE_S).added_replicas == 0


def test_a_loan_that_is_taken_over_counts_once_and_from_where_the_first_began() -> None:
    ledger = Ledger()
    ledger.take(step("scale", WEB, 1, 3))
    ledger.take(step("scale", WEB, 3, 5, at_s=AT_S + 1800.0))
    first, second = ledger.actions()
    assert (first.cost, second.cost) == (2 * 0.5, 4 * 1.0)
    assert ledger.spent("shop", AT_S + 1900.0).added_replicas == 4
    assert ledger.newest(WEB, "scale") is not None
    assert ledger.lent(WEB, AT_S + 1900.0) == 5


def test_another_action_takes_no_loan_over() -> None:
    ledger = Ledger()
    ledger.take(step("scale", WEB, 1, 3))
    ledger.take(step("restart", WEB, at_s=AT_S + 1800.0))
    assert [action.until_s for action in ledger.actions()] == [AT_S + LEASE_S, None]
    assert ledger.lent(WEB, AT_S + 1900.0) == 3


def test_what_was_tried_about_an_alert_counts_on_its_page_and_as_long_as_it_stands() -> None:
    ledger, first = Ledger(), step("restart", WEB)
    ledger.take(first)
    later = page(AT_S + 1800.0, AT_S + 9000.0)
    assert ledger.tried(first.key, "critical", first.page, AT_S + 10 * LEASE_S) is first
    assert ledger.tried(first.key, "critical", later, AT_S + 1800.0) is first
    assert ledger.tried(first.key, "critical", later, AT_S + 2 * LEASE_S) is None
    assert ledger.tried(first.key, "warning", first.page, AT_S + 60.0) is None
