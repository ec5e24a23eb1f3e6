from typing import Any

import pytest

from receiver.domain.approval import Answer
from receiver.policy.approval import Standing, deadline_s, no_more_than_asked, standing
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation
from tests.support.builders import NOW_S, approval, approved, assessment, entry, plan, remediation, situation

LEASE_S = 3600.0
SETTLE_S = 120.0


def _asked(**changes: Any) -> tuple[Situation, RemediationPolicy]:
    known = entry(remediation={"mode": "approve"})
    assert known.remediation is not None
    return situation(entry=known, **changes), known.remediation


def _standing(**changes: Any) -> Standing:
    return standing(*_asked(**changes))


def test_the_deadline_leaves_an_action_time_to_show_effect_before_the_earliest_likely_end() -> None:
    assert deadline_s(*_asked(assessment=assessment(eta_lower_s=800.0))) == NOW_S + 800 - SETTLE_S


def test_the_deadline_leaves_the_time_that_the_action_took_on_this_target_before() -> None:
    asked = _asked(assessment=assessment(eta_lower_s=800.0), leads_s=(300.0, 500.0, 400.0))
    assert deadline_s(*asked) == NOW_S + 800 - 500
    assert _standing(assessment=assessment(eta_lower_s=400.0), leads_s=(300.0, 500.0, 400.0)) is Standing.NO_TIME


def test_an_end_that_may_never_come_is_awaited_for_the_horizon_at_most() -> None:
    never = assessment(eta_lower_s=float("inf"), horizon_s=1800.0)
    assert deadline_s(*_asked(assessment=never)) == NOW_S + 1800 - SETTLE_S


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Standing.ASK),
        ({"assessment": assessment(eta_lower_s=SETTLE_S)}, Standing.NO_TIME),
        ({"approval": approval()}, Standing.WAITS),
        ({"approval": approval(act_by_s=NOW_S)}, Standing.LATE),
        ({"approval": approved()}, Standing.APPROVED),
        ({"approval": approved(act_by_s=NOW_S - 1)}, Standing.APPROVED),
        ({"approval": approval(answer=Answer.DECLINED)}, Standing.DECLINED),
    ],
)
def test_a_question_stands_where_its_answer_and_the_clock_say(changes: dict[str, Any], expected: Standing) -> None:
    assert _standing(**changes) is expected


@pytest.mark.parametrize("answer", [None, Answer.APPROVED, Answer.DECLINED])
def test_a_question_of_an_earlier_lease_is_asked_anew(answer: Answer | None) -> None:
    old = {"asked_at_s": NOW_S - LEASE_S, "act_by_s": NOW_S - 60, "answer": answer}
    assert _standing(approval=approval(**old)) is Standing.ASK


def test_a_deadline_beyond_the_lease_keeps_the_question() -> None:
    assert _standing(approval=approval(asked_at_s=NOW_S - 2 * LEASE_S, act_by_s=NOW_S + 1)) is Standing.WAITS


@pytest.mark.parametrize(("claimed_s", "expected"), [(NOW_S - 1, Standing.APPROVED), (NOW_S, Standing.ASK)])
def test_an_approval_is_used_up_by_the_next_action_on_the_target(claimed_s: float, expected: Standing) -> None:
    assert _standing(approval=approved(), last=remediation(created_at_s=claimed_s)) is expected


def test_a_plan_that_grew_since_is_clipped_to_what_the_person_saw() -> None:
    grown = plan(previous=1, wanted=5, sizing="forecast asks for 5 replicas")
    clipped = no_more_than_asked(grown, *_asked(approval=approved(plan=plan(wanted=3))))
    assert (clipped.wanted, clipped.sizing) == (3, "forecast asks for 5 replicas; approved by alice")


def test_what_is_done_without_an_answer_is_no_more_than_was_asked_either() -> None:
    grown, late = plan(previous=1, wanted=5), approval(act_by_s=NOW_S, plan=plan(wanted=3))
    clipped = no_more_than_asked(grown, *_asked(approval=late))
    assert (clipped.wanted, clipped.sizing) == (3, f"{grown.sizing}; asked for, and not answered")


def test_a_plan_that_shrank_since_stays_small() -> None:
    small = plan(previous=1, wanted=2)
    assert no_more_than_asked(small, *_asked(approval=approved(plan=plan(wanted=3)))).wanted == 2


def test_what_was_approved_below_the_present_value_changes_nothing() -> None:
    beyond = plan(previous=4, wanted=6)
    assert no_more_than_asked(beyond, *_asked(approval=approved(plan=plan(wanted=3)))).wanted == 4


@pytest.mark.parametrize("question", [None, approval(), approval(answer=Answer.DECLINED)])
def test_without_an_approval_the_plan_is_what_would_be_done(question: object) -> None:
    assert no_more_than_asked(plan(), *_asked(approval=question)) == plan()
