import pytest

from receiver.clock import FrozenClock
from receiver.domain.approval import Answer
from receiver.domain.decision import Decision, Hold
from receiver.domain.message import Rendered
from receiver.policy import record
from receiver.store.history import History
from tests.support.builders import NOW_S, alert, assessment, event, plan, situation
from tests.support.stores import Stores


@pytest.fixture
def told(stores: Stores, clock: FrozenClock) -> History:
    """One alert with everything that can come of it."""
    episode = stores.accepted(alert())
    clock.advance(1)
    hold = Hold("approval", "a person must approve")
    situated = record.to_json(situation())
    stores.episodes.record(episode, assessment(), Decision(plan(), hold), "abc123", None, situated)
    clock.advance(1)
    question = stores.approvals.ask(episode, plan(), NOW_S + 600)
    stores.tell(event(), "slack", "#sre", Rendered({}))
    clock.advance(1)
    stores.approvals.answer(question.id, Answer.APPROVED, "alice")
    clock.advance(1)
    stores.episodes.record(episode, assessment(), Decision(plan(), None), "abc123")
    claimed = stores.intended(episode)
    clock.advance(1)
    stores.remediations.acted(claimed, "scaled", 120)
    return stores.history


def test_a_life_is_told_in_the_order_in_which_it_happened(told: History) -> None:
    (life,) = told.lives(NOW_S)
    assert (life.fingerprint, life.state, life.status) == ("a1b2c3", "open", "firing")
    assert [(entry.at_s - NOW_S, entry.what) for entry in life.entries] == [
        (1, "decision"),
        (2, "question"),
        (2, "message"),
        (3, "answer"),
        (4, "decision"),
        (4, "remediation"),
        (5, "remediation"),
    ]


def test_each_entry_says_what_happened(told: History) -> None:
    (life,) = told.lives(NOW_S)
    change = "scale Deployment/shop/web replicas 1→3"
    assert [entry.text for entry in life.entries] == [
        f"confirmed 99%, held by approval: a person must approve; plan: {change}",
        f"may we {change}?",
        "acted to slack #sre, pending",
        "approved by alice",
        f"confirmed 99%, acts; plan: {change}",
        f"intended: {change} (forecast asks for 3 replicas); now acted: scaled",
        f"done: {change}",
    ]


@pytest.mark.parametrize(
    ("since_s", "forecast", "target", "expected"),
    [
        (NOW_S, None, None, 1),
        (NOW_S + 1, None, None, 0),
        (NOW_S, "memory", None, 1),
        (NOW_S, "disk", None, 0),
        (NOW_S, None, "Deployment/shop/web", 1),
        (NOW_S, None, "Deployment/shop/api", 0),
    ],
)
def test_lives_are_chosen_by_time_forecast_and_target(
    told: History, since_s: float, forecast: str | None, target: str | None, expected: int
) -> None:
    assert len(told.lives(since_s, forecast, target)) == expected


def test_lives_are_not_mixed_up(stores: Stores, told: History) -> None:
    stores.inbox.accept([alert(fingerprint="ffff")])
    assert [len(life.entries) for life in told.lives(NOW_S)] == [7, 0]


def test_a_dead_letter_shows_its_error(stores: Stores) -> None:
    stores.episodes.close(stores.accepted(alert()), state="dead", error="KeyError: 'x'")
    (life,) = stores.history.lives(NOW_S)
    assert (life.state, life.error) == ("dead", "KeyError: 'x'")


def test_a_decision_is_found_by_its_number(told: History) -> None:
    found = told.decision(1)
    assert found is not None
    assert (found.at_s, found.verdict, found.held_by) == (NOW_S + 1, "confirmed", "approval")
    assert repr(record.from_json(found.situation)) == repr(situation())


def test_a_number_that_no_decision_has_finds_nothing(told: History) -> None:
    assert told.decision(99) is None
