"""Mode `approve` on the whole line: nothing is done without a person, and nothing stale with one."""

import pytest

from receiver.domain.approval import Answer, Approval
from receiver.errors import TemporaryError
from tests.support import builders
from tests.support.builders import alert
from tests.support.line import (
    BACK_S,
    COOLDOWN_S,
    LEASE_S,
    SETTLE_S,
    STANDS,
    Line,
    World,
    changes_of,
    ended,
    replicas_of,
)
from tests.support.source import rising, steady

PATIENCE_S = 900.0
"""Beyond the deadline: the resource runs out in 1000 s, and an action needs 120 s to show effect."""


@pytest.fixture
def world(world: World) -> World:
    return _in_mode(world, "hold")


def _in_mode(world: World, on_deadline: str) -> World:
    world.policy = builders.policy(remediation={"mode": "approve", "on_deadline": on_deadline})
    return world


def _question(line: Line) -> Approval:
    line.accept(alert())
    line.settle()
    (waiting,) = line.stores.approvals.waiting()
    return waiting


def _answer(line: Line, question: Approval, answer: Answer) -> None:
    assert isinstance(line.stores.approvals.answer(question.id, answer, "alice"), Approval)
    line.settle()


def test_a_person_is_asked_with_the_words_that_approve_and_until_when(line: Line, world: World) -> None:
    question = _question(line)
    assert (changes_of(world), world.slack.kinds()) == ([], ["asked"])
    assert (question.act_by_s - world.clock.now()) == pytest.approx(1000 - SETTLE_S, abs=60)
    (told,) = world.slack.details("asked")
    assert "scale Deployment/shop/web replicas 1→3" in told
    assert f"`receiver approve {question.id} --by NAME` (or with --decline); without an answer nothing is done" in told


def test_the_deadline_leaves_the_time_that_the_same_step_took_on_the_same_target_before(
    line: Line, world: World
) -> None:
    world.source.shape = STANDS
    for _ in range(3):
        _answer(line, _question(line), Answer.APPROVED)
        line.run_for(400, step_s=50)
        world.source.shape = steady(0.3)
        line.run_for(100, step_s=50)
        line.run_for(COOLDOWN_S + LEASE_S, step_s=300)
        assert line.state() == "given_back"
        world.cluster.calls.clear()
        ended(line)
        world.source.shape = STANDS
        world.clock.advance(60)
    assert (_question(line).act_by_s - world.clock.now()) == pytest.approx(1000 - 450, abs=60)


def test_a_question_is_asked_once(line: Line, world: World) -> None:
    question = _question(line)
    line.run_for(300)
    assert world.slack.kinds() == ["asked"]
    assert line.stores.approvals.waiting() == [question]


def test_what_is_approved_is_done_and_says_who_approved_it(line: Line, world: World) -> None:
    _answer(line, _question(line), Answer.APPROVED)
    assert (replicas_of(world), world.slack.kinds()) == (3, ["asked", "acted"])
    assert line.stores.rows("SELECT sizing LIKE '%; approved by alice' FROM remediations") == [(1,)]


def test_what_is_declined_is_not_done_and_not_told_again(line: Line, world: World) -> None:
    _answer(line, _question(line), Answer.DECLINED)
    line.run_for(300)
    assert (changes_of(world), world.slack.kinds()) == ([], ["asked"])


def test_silence_until_the_deadline_holds_and_is_told(line: Line, world: World) -> None:
    question = _question(line)
    line.run_for(PATIENCE_S)
    assert (changes_of(world), world.slack.kinds()) == ([], ["asked", "held"])
    assert f"not acted: nobody approved {question.id} by " in world.slack.details("held")[0]


def test_silence_until_the_deadline_acts_where_the_policy_says_so(line: Line, world: World) -> None:
    _in_mode(world, "act")
    restarted = Line(world)
    _question(restarted)
    restarted.run_for(PATIENCE_S)
    assert (replicas_of(world), world.slack.kinds()[:2]) == (3, ["asked", "acted"])
    restarted.stop()


def test_an_approval_is_worth_nothing_once_the_forecast_has_receded(line: Line, world: World) -> None:
    question = _question(line)
    world.source.shape = steady(0.5)
    _answer(line, question, Answer.APPROVED)
    line.run_for(60)
    assert changes_of(world) == []


@pytest.mark.parametrize("hold", ["kill switch", "budget", "paused", "gone"])
def test_every_guard_is_asked_again_after_the_approval(line: Line, world: World, hold: str) -> None:
    question = _question(line)
    if hold == "kill switch":
        line.stores.kill_switch.turn_on("stop")
    elif hold == "budget":
        world.policy = world.policy.model_copy(
            update={"budgets": world.policy.budgets.model_copy(update={"per_hour": 0})}
        )
        line.stop()
        line = Line(world)
    elif hold == "paused":
        world.cluster.deployed[builders.TARGET].paused = True
    else:
        world.cluster.owners.clear()
    _answer(line, question, Answer.APPROVED)
    assert (changes_of(world), world.slack.kinds()) == ([], ["asked", "held"])


def test_an_approval_is_for_one_step(line: Line, world: World) -> None:
    _answer(line, _question(line), Answer.APPROVED)
    world.source.shape = steady(0.5)
    line.run_for(SETTLE_S)
    line.run_for(COOLDOWN_S)
    world.source.shape = STANDS
    line.run_for(60)
    assert replicas_of(world) == 3
    assert world.slack.kinds() == ["asked", "acted", "worked", "asked"]


def test_a_question_whose_alert_has_ended_is_over(line: Line, world: World) -> None:
    question = _question(line)
    ended(line)
    assert line.stores.approvals.waiting() == []
    assert line.stores.approvals.answer(question.id, Answer.APPROVED, "alice") == "the alert has ended"
    assert (changes_of(world), world.slack.kinds()) == ([], ["asked", "cleared"])


def test_a_question_whose_message_got_lost_is_told_at_the_next_look(line: Line, world: World) -> None:
    world.slack.render_failures.append(TemporaryError("no memory"))
    line.accept(alert())
    line.settle()
    assert world.slack.kinds() == []
    line.run_for(60)
    assert world.slack.kinds() == ["asked"]
    assert len(line.stores.approvals.waiting()) == 1


def test_a_process_that_dies_after_the_approval_acts_once_when_it_is_back(line: Line, world: World) -> None:
    question = _question(line)
    line.stores.approvals.answer(question.id, Answer.APPROVED, "alice")
    line.stop()
    again = Line(world)
    again.settle()
    assert changes_of(world) == ["set_replicas 3"]
    again.run_for(LEASE_S + BACK_S, step_s=60)
    assert changes_of(world)[:1] == ["set_replicas 3"]
    again.stop()


def test_after_a_lease_without_an_answer_the_question_is_asked_anew(line: Line, world: World) -> None:
    _question(line)
    world.source.shape = STANDS
    line.run_for(LEASE_S + BACK_S, step_s=60)
    assert world.slack.kinds().count("asked") == 2


def test_with_an_end_that_is_too_near_nobody_is_asked(line: Line, world: World) -> None:
    world.source.shape = rising(world.clock.now(), level=0.95, slope_per_s=0.0005)
    line.accept(alert())
    line.settle()
    assert (changes_of(world), world.slack.kinds()) == ([], ["held"])
    assert "there is no time left to ask a person" in world.slack.details("held")[0]
