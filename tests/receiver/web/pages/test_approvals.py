import pytest
from structlog.testing import capture_logs

from receiver.domain.approval import Approval
from tests.support.builders import NOW_S, alert, plan
from tests.support.visit import Visit


@pytest.fixture
def question(operator: Visit) -> Approval:
    stores = operator.site.stores
    return stores.approvals.ask(stores.accepted(alert()), plan(), NOW_S + 600)


def test_what_waits_is_shown_with_what_would_be_done_and_until_when_it_helps(
    operator: Visit, question: Approval
) -> None:
    text = operator.get("/approvals").text
    assert "May we scale Deployment/shop/web replicas 1→3?" in text
    assert "in 10 min" in text
    assert f"receiver approve {question.id} --by NAME" in text
    assert "Wait for approval" in operator.get("/").text


@pytest.mark.parametrize("answer", ["approved", "declined"])
def test_an_answer_is_kept_with_who_gave_it_and_logged(operator: Visit, question: Approval, answer: str) -> None:
    with capture_logs() as logs:
        sent = operator.post(f"/approvals/{question.id}", csrf=operator.csrf(), answer=answer)
    assert (sent.status_code, sent.location) == (303, f"/approvals?done={answer}")
    [kept] = operator.site.stores.views.answered()
    assert (kept.answer, kept.answered_by, kept.answered_at_s) == (answer, "alice", NOW_S)
    assert "alice" in operator.get(f"/approvals?done={answer}").text
    [line] = logs
    assert (line["event"], line["answer"], line["by"]) == ("approval answered", answer, "alice")


def test_the_same_question_is_answered_once(operator: Visit, question: Approval) -> None:
    operator.post(f"/approvals/{question.id}", csrf=operator.csrf(), answer="declined")
    again = operator.post(f"/approvals/{question.id}", csrf=operator.csrf(), answer="approved")
    assert again.status_code == 409
    assert "alice declined it already" in again.text


def test_an_answer_that_comes_too_late_says_so(operator: Visit, question: Approval) -> None:
    operator.site.clock.advance(700)
    late = operator.post(f"/approvals/{question.id}", csrf=operator.csrf(), answer="approved")
    assert late.status_code == 409
    assert "its time was over 100 s ago" in late.text


def test_another_answer_is_none(operator: Visit, question: Approval) -> None:
    assert operator.post(f"/approvals/{question.id}", csrf=operator.csrf(), answer="perhaps").status_code == 400
    assert operator.site.stores.views.answered() == []


def test_a_question_that_nobody_asked_cannot_be_answered(operator: Visit) -> None:
    answer = operator.post("/approvals/<b>", csrf=operator.csrf(), answer="approved")
    assert answer.status_code == 409
    assert "nobody asked &#39;&lt;b&gt;&#39;" in answer.text


def test_a_viewer_sees_what_waits_and_no_button(viewer: Visit) -> None:
    stores = viewer.site.stores
    stores.approvals.ask(stores.accepted(alert()), plan(), NOW_S + 600)
    assert "May we" in viewer.get("/approvals").text
    assert 'value="approved"' not in viewer.get("/approvals").text
