from dataclasses import replace
from threading import Barrier, Thread

import pytest

from receiver.clock import FrozenClock
from receiver.domain.alert import AlertStatus
from receiver.domain.approval import Answer, Approval
from receiver.domain.episode import Episode
from receiver.domain.target import Target
from receiver.store import retention
from tests.support.builders import NOW_S, TARGET, alert, plan
from tests.support.stores import Stores


@pytest.fixture
def episode(stores: Stores) -> Episode:
    return stores.accepted(alert())


@pytest.fixture
def question(stores: Stores, episode: Episode) -> Approval:
    return stores.approvals.ask(episode, plan(), NOW_S + 600)


def test_a_question_is_written_down_with_its_plan_and_deadline(
    stores: Stores, episode: Episode, question: Approval
) -> None:
    assert (question.plan, question.asked_at_s, question.act_by_s) == (plan(), NOW_S, NOW_S + 600)
    assert (question.answer, question.forecast) == (None, "memory")
    assert question == stores.approvals.newest(episode, TARGET, "scale")


def test_another_action_was_not_asked_about(stores: Stores, episode: Episode, question: Approval) -> None:
    assert question.plan.action == "scale"
    assert stores.approvals.newest(episode, TARGET, "restart") is None


def test_another_target_was_not_asked_about(stores: Stores, episode: Episode, question: Approval) -> None:
    assert stores.approvals.newest(episode, Target("Deployment", "shop", "api"), "scale") is None


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_is_kept_with_who_gave_it_and_when(
    stores: Stores, episode: Episode, question: Approval, clock: FrozenClock, answer: Answer
) -> None:
    clock.advance(5)
    answered = stores.approvals.answer(question.id, answer, "alice")
    assert answered == replace(question, answer=answer, answered_by="alice", answered_at_s=NOW_S + 5)
    assert answered == stores.approvals.newest(episode, TARGET, "scale")


def test_an_answer_lets_the_episode_be_looked_at_at_once(
    stores: Stores, episode: Episode, question: Approval, clock: FrozenClock
) -> None:
    stores.episodes.look_again(episode, 3600)
    assert stores.episodes.claim() is None
    stores.approvals.answer(question.id, Answer.APPROVED, "alice")
    assert stores.episodes.claim() is not None


def test_a_second_answer_is_refused_and_says_whose_the_first_was(stores: Stores, question: Approval) -> None:
    stores.approvals.answer(question.id, Answer.DECLINED, "alice")
    assert stores.approvals.answer(question.id, Answer.APPROVED, "bob") == "alice declined it already"


def test_an_answer_that_comes_too_late_is_refused(stores: Stores, question: Approval, clock: FrozenClock) -> None:
    clock.advance(630)
    assert stores.approvals.answer(question.id, Answer.APPROVED, "bob") == "its time was over 30 s ago"


def test_an_answer_to_what_nobody_asked_is_refused(stores: Stores) -> None:
    assert stores.approvals.answer("feedface", Answer.APPROVED, "bob") == "nobody asked 'feedface'"


def test_of_many_answers_at_once_one_counts(stores: Stores, question: Approval) -> None:
    together = Barrier(6)
    answers: list[Approval | str] = []

    def person(name: str) -> None:
        together.wait()
        answers.append(stores.approvals.answer(question.id, Answer.APPROVED, name))

    threads = [Thread(target=person, args=(f"person-{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, Approval) for one in answers) == 1


def test_what_can_still_be_answered_is_listed_the_most_urgent_first(
    stores: Stores, episode: Episode, question: Approval, clock: FrozenClock
) -> None:
    urgent = stores.approvals.ask(episode, plan(target=Target("Deployment", "shop", "api")), NOW_S + 60)
    answered = stores.approvals.ask(episode, plan(target=Target("Deployment", "shop", "db")), NOW_S + 90)
    stores.approvals.answer(answered.id, Answer.DECLINED, "alice")
    assert stores.approvals.waiting() == [urgent, question]
    clock.advance(60)
    assert stores.approvals.waiting() == [question]


def test_a_question_about_an_alert_that_has_ended_is_not_listed(
    stores: Stores, episode: Episode, question: Approval
) -> None:
    stores.episodes.close(episode)
    assert stores.approvals.waiting() == []


def test_questions_are_forgotten_with_their_episode(stores: Stores, question: Approval, clock: FrozenClock) -> None:
    stores.inbox.accept([replace(alert(), status=AlertStatus.RESOLVED)])
    clock.advance(600)
    ended = stores.episodes.claim()
    assert ended is not None
    stores.episodes.close(ended)
    retention.forget(stores.database, clock.now())
    assert stores.rows("SELECT count(*) FROM approvals") == [(0,)]
