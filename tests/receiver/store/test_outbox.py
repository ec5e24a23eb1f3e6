from dataclasses import replace

import pytest

from receiver.clock import FrozenClock
from receiver.domain.event import OVER, Event, EventKind
from receiver.domain.message import Effect, Rendered
from receiver.store import Letter, Message
from tests.support.builders import NOW_S, alert, event
from tests.support.stores import Stores

ACTED = event(EventKind.ACTED)
HELD = event(EventKind.HELD)


@pytest.fixture(autouse=True)
def _an_episode(stores: Stores) -> None:
    stores.accepted(alert())


def _put(stores: Stores, told: Event, notifier: str = "slack", text: str = "", effect: Effect = Effect.NONE) -> bool:
    return stores.tell(told, notifier, "#sre", Rendered({"text": text or told.kind.value}, effect))


def _claimed(stores: Stores, notifier: str = "slack") -> Message:
    message = stores.outbox.claim(notifier)
    assert message is not None
    return message


def _texts(stores: Stores, notifier: str = "slack") -> list[str]:
    """Claim all that can be claimed now, without sending it."""
    found = []
    while (message := stores.outbox.claim(notifier)) is not None:
        found.append(str(message.body["text"]))
    return found


def test_a_stored_message_is_claimed_as_it_was_put(stores: Stores) -> None:
    _put(stores, ACTED, text="scaled 1→3")
    message = _claimed(stores)
    assert (message.notifier, message.route, message.body) == ("slack", "#sre", {"text": "scaled 1→3"})
    assert (message.attempts, message.claim.overdue_since_s) == (0, NOW_S)


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
    stores.outbox.sent(_claimed(stores))
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


def test_a_message_that_was_not_taken_waits_longer_each_time(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, ACTED)
    for attempts, wait_s in ((0, 1.0), (1, 2.0), (2, 5.0)):
        message = _claimed(stores)
        assert attempts == message.attempts
        stores.outbox.retry(message, "Slack answered 500", None)
        clock.advance(0.7 * wait_s)
        assert stores.outbox.claim("slack") is None
        clock.advance(0.3 * wait_s)


def test_a_wait_that_the_service_asked_for_is_kept(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, ACTED)
    stores.outbox.retry(_claimed(stores), "Slack answered 429", 30.0)
    clock.advance(29)
    assert stores.outbox.claim("slack") is None
    clock.advance(1)
    assert stores.outbox.claim("slack") is not None


def test_a_buried_message_is_kept_with_the_reason_and_never_claimed(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, ACTED)
    stores.outbox.bury(_claimed(stores), "Slack answered 404")
    clock.advance(3600)
    assert stores.outbox.claim("slack") is None
    assert stores.rows("SELECT state, last_error FROM messages") == [("dead", "Slack answered 404")]


def test_a_later_message_of_a_thread_waits_for_the_one_before_it(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, HELD)
    _put(stores, ACTED)
    first = _claimed(stores)
    assert _texts(stores) == []
    stores.outbox.retry(first, "Slack answered 500", 30.0)
    clock.advance(29)
    assert _texts(stores) == []
    clock.advance(1)
    again = _claimed(stores)
    assert again.body == {"text": "held"}
    stores.outbox.sent(again)
    assert _texts(stores) == ["acted"]


def test_a_buried_message_no_longer_holds_up_its_thread(stores: Stores) -> None:
    _put(stores, HELD)
    _put(stores, ACTED)
    stores.outbox.bury(_claimed(stores), "Slack answered 404")
    assert _texts(stores) == ["acted"]


def test_neither_another_thread_nor_another_notifier_waits(stores: Stores) -> None:
    _put(stores, HELD)
    _put(stores, ACTED)
    _put(stores, ACTED, "pagerduty")
    _put(stores, replace(ACTED, key="2:acted:", subject="d4e5f6"), text="another alert")
    stores.outbox.retry(_claimed(stores), "Slack answered 500", 30.0)
    assert _texts(stores) == ["another alert"]
    assert _texts(stores, "pagerduty") == ["acted"]


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


def test_neither_a_long_route_nor_the_name_of_a_long_forecast_is_refused(stores: Stores) -> None:
    route = ",".join(f"person-{number}@mail.example.com" for number in range(20))
    mode = event(EventKind.MODE, key="mode:1", episode_id=0, subject=f"mode/{'memory-' * 20}")
    assert stores.outbox.announce(mode, [Letter("email", route, Rendered({"text": "promoted"}))])
    assert stores.tell(replace(HELD, key="1:held:" + "a" * 200), "email", route, Rendered({"text": "held"}))
    for _ in range(2):
        stores.outbox.conversation(message := _claimed(stores, "email")).keep({"ts": "1"})
        stores.outbox.sent(message)
    assert stores.rows("SELECT route FROM conversations") == [(route,)]
