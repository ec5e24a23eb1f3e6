from dataclasses import replace

import pytest

from receiver.domain.event import OVER, Event, EventKind
from receiver.domain.message import Effect
from tests.support.builders import NOW_S, alert, event
from tests.support.stores import Stores

ACTED = event(EventKind.ACTED)
HELD = event(EventKind.HELD)


@pytest.fixture(autouse=True)
def _an_episode(stores: Stores) -> None:
    stores.accepted(alert())


def test_one_event_is_told_once_per_notifier(stores: Stores) -> None:
    for text in ("first", "second"):
        for notifier in ("slack", "pagerduty"):
            stores.told(ACTED, notifier, text)
    assert stores.rows("SELECT notifier, body FROM messages ORDER BY id") == [
        ("slack", '{"text": "first"}'),
        ("pagerduty", '{"text": "first"}'),
    ]


@pytest.mark.parametrize("told", [ACTED, HELD], ids=["once", "until it is over"])
def test_it_says_whether_the_event_was_news(stores: Stores, told: Event) -> None:
    assert [stores.told(told) for _ in range(2)] == [True, False]


def test_a_sent_message_is_still_not_told_again(stores: Stores) -> None:
    stores.told(ACTED)
    message = stores.outbox.claim("slack")
    assert message is not None
    stores.outbox.sent(message)
    stores.told(ACTED)
    assert stores.outbox.depth() == 0
    assert stores.rows("SELECT state, sent_s FROM messages") == [("sent", NOW_S)]


@pytest.mark.parametrize("over", sorted(OVER))
def test_what_comes_back_after_it_was_over_is_told_again(stores: Stores, over: EventKind) -> None:
    assert [stores.told(HELD), stores.told(event(over)), stores.told(HELD), stores.told(HELD)] == [
        True,
        True,
        True,
        False,
    ]


def test_the_end_told_to_several_notifiers_is_one_end(stores: Stores) -> None:
    cleared = event(EventKind.CLEARED)
    stores.told(HELD)
    assert [stores.told(event(EventKind.WORKED), notifier) for notifier in ("slack", "pagerduty")] == [True, True]
    assert [stores.told(HELD), stores.told(HELD)] == [True, False]
    assert stores.told(cleared)


def test_what_happens_once_is_not_told_again_after_it_was_over(stores: Stores) -> None:
    stores.told(ACTED)
    stores.told(event(EventKind.WORKED))
    assert not stores.told(ACTED)


def test_the_end_of_another_episode_makes_nothing_news(stores: Stores) -> None:
    other = stores.accepted(alert(fingerprint="d4e5f6"))
    stores.told(HELD)
    stores.told(replace(event(EventKind.CLEARED), key="2:cleared:", episode_id=other.id, subject="d4e5f6"))
    assert not stores.told(HELD)


def test_nothing_is_closed_that_was_not_opened(stores: Stores) -> None:
    assert not stores.told(event(EventKind.CLEARED), effect=Effect.CLOSES)
    stores.told(HELD, effect=Effect.OPENS)
    stores.told(ACTED)  # has no effect on the incident, which stays open
    assert stores.told(event(EventKind.WORKED), effect=Effect.CLOSES)
    assert not stores.told(event(EventKind.GIVEN_BACK), effect=Effect.CLOSES)


def test_an_incident_is_open_for_the_notifier_and_the_alert_that_opened_it(stores: Stores) -> None:
    stores.told(HELD, "pagerduty", effect=Effect.OPENS)
    cleared = event(EventKind.CLEARED)
    assert not stores.told(cleared, "other", effect=Effect.CLOSES)
    assert not stores.told(replace(cleared, subject="d4e5f6"), "pagerduty", effect=Effect.CLOSES)
    assert stores.told(cleared, "pagerduty", effect=Effect.CLOSES)


def test_what_people_heard_last_and_ever_is_known_per_episode(stores: Stores) -> None:
    other = stores.accepted(alert(fingerprint="d4e5f6"))
    assert stores.outbox.last_told(1) is None
    stores.told(HELD)
    stores.told(ACTED)
    assert stores.outbox.last_told(1) is EventKind.ACTED
    assert stores.outbox.told(1, EventKind.HELD)
    assert not stores.outbox.told(1, EventKind.WORKED)
    assert not stores.outbox.told(other.id, EventKind.HELD)
    assert stores.outbox.last_told(other.id) is None
