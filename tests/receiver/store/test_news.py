from dataclasses import replace

import pytest

from receiver.domain.event import OVER, Event, EventKind
from receiver.domain.message import Effect, Rendered
from tests.support.builders import NOW_S, alert, event
from tests.support.stores import Stores

ACTED = event(EventKind.ACTED)
HELD = event(EventKind.HELD)


@pytest.fixture(autouse=True)
def _an_episode(stores: Stores) -> None:
    stores.accepted(alert())


def _put(stores: Stores, told: Event, notifier: str = "slack", text: str = "", effect: Effect = Effect.NONE) -> bool:
    return stores.tell(told, notifier, "#sre", Rendered({"text": text or told.kind.value}, effect))


def test_one_event_is_told_once_per_notifier(stores: Stores) -> None:
    for text in ("first", "second"):
        for notifier in ("slack", "pagerduty"):
            _put(stores, ACTED, notifier, text)
    assert stores.rows("SELECT notifier, body FROM messages ORDER BY id") == [
        ("slack", '{"text": "first"}'),
        ("pagerduty", '{"text": "first"}'),
    ]


@pytest.mark.parametrize("told", [ACTED, HELD], ids=["once", "until it is over"])
def test_it_says_whether_the_event_was_news(stores: Stores, told: Event) -> None:
    assert [_put(stores, told) for _ in range(2)] == [True, False]


def test_a_sent_message_is_still_not_told_again(stores: Stores) -> None:
    _put(stores, ACTED)
    message = stores.outbox.claim("slack")
    assert message is not None
    stores.outbox.sent(message)
    _put(stores, ACTED)
    assert stores.outbox.depth() == 0
    assert stores.rows("SELECT state, sent_s FROM messages") == [("sent", NOW_S)]


@pytest.mark.parametrize("over", sorted(OVER))
def test_what_comes_back_after_it_was_over_is_told_again(stores: Stores, over: EventKind) -> None:
    assert [_put(stores, HELD), _put(stores, event(over)), _put(stores, HELD), _put(stores, HELD)] == [
        True,
        True,
        True,
        False,
    ]


def test_the_end_told_to_several_notifiers_is_one_end(stores: Stores) -> None:
    cleared = event(EventKind.CLEARED)
    _put(stores, HELD)
    assert [_put(stores, event(EventKind.WORKED), notifier) for notifier in ("slack", "pagerduty")] == [True, True]
    assert [_put(stores, HELD), _put(stores, HELD)] == [True, False]
    assert _put(stores, cleared)


def test_what_happens_once_is_not_told_again_after_it_was_over(stores: Stores) -> None:
    _put(stores, ACTED)
    _put(stores, event(EventKind.WORKED))
    assert not _put(stores, ACTED)


def test_the_end_of_another_episode_makes_nothing_news(stores: Stores) -> None:
    other = stores.accepted(alert(fingerprint="d4e5f6"))
    _put(stores, HELD)
    _put(stores, replace(event(EventKind.CLEARED), key="2:cleared:", episode_id=other.id, subject="d4e5f6"))
    assert not _put(stores, HELD)


def test_nothing_is_closed_that_was_not_opened(stores: Stores) -> None:
    assert not _put(stores, event(EventKind.CLEARED), effect=Effect.CLOSES)
    _put(stores, HELD, effect=Effect.OPENS)
    _put(stores, ACTED)  # has no effect on the incident, which stays open
    assert _put(stores, event(EventKind.WORKED), effect=Effect.CLOSES)
    assert not _put(stores, event(EventKind.GIVEN_BACK), effect=Effect.CLOSES)


def test_an_incident_is_open_for_the_notifier_and_the_alert_that_opened_it(stores: Stores) -> None:
    _put(stores, HELD, "pagerduty", effect=Effect.OPENS)
    cleared = event(EventKind.CLEARED)
    assert not _put(stores, cleared, "other", effect=Effect.CLOSES)
    assert not _put(stores, replace(cleared, subject="d4e5f6"), "pagerduty", effect=Effect.CLOSES)
    assert _put(stores, cleared, "pagerduty", effect=Effect.CLOSES)


def test_what_people_heard_last_and_ever_is_known_per_episode(stores: Stores) -> None:
    other = stores.accepted(alert(fingerprint="d4e5f6"))
    assert stores.outbox.last_told(1) is None
    _put(stores, HELD)
    _put(stores, ACTED)
    assert stores.outbox.last_told(1) is EventKind.ACTED
    assert stores.outbox.told(1, EventKind.HELD)
    assert not stores.outbox.told(1, EventKind.WORKED)
    assert not stores.outbox.told(other.id, EventKind.HELD)
    assert stores.outbox.last_told(other.id) is None
