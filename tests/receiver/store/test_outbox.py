from dataclasses import replace

import pytest

from receiver.clock import FrozenClock
from receiver.domain.event import EventKind
from receiver.domain.message import Rendered
from receiver.store import Letter, Message
from tests.support.builders import NOW_S, alert, event
from tests.support.stores import Stores

ACTED = event(EventKind.ACTED)
HELD = event(EventKind.HELD)


@pytest.fixture(autouse=True)
def _an_episode(stores: Stores) -> None:
    stores.accepted(alert())


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
    stores.told(ACTED, text="scaled 1→3")
    message = _claimed(stores)
    assert (message.notifier, message.route, message.body) == ("slack", "#sre", {"text": "scaled 1→3"})
    assert (message.attempts, message.claim.overdue_since_s) == (0, NOW_S)


def test_a_message_that_was_not_taken_waits_longer_each_time(stores: Stores, clock: FrozenClock) -> None:
    stores.told(ACTED)
    for attempts, wait_s in ((0, 1.0), (1, 2.0), (2, 5.0)):
        message = _claimed(stores)
        assert attempts == message.attempts
        stores.outbox.retry(message, "Slack answered 500", None)
        clock.advance(0.7 * wait_s)
        assert stores.outbox.claim("slack") is None
        clock.advance(0.3 * wait_s)


def test_a_wait_that_the_service_asked_for_is_kept(stores: Stores, clock: FrozenClock) -> None:
    stores.told(ACTED)
    stores.outbox.retry(_claimed(stores), "Slack answered 429", 30.0)
    clock.advance(29)
    assert stores.outbox.claim("slack") is None
    clock.advance(1)
    assert stores.outbox.claim("slack") is not None


def test_a_buried_message_is_kept_with_the_reason_and_never_claimed(stores: Stores, clock: FrozenClock) -> None:
    stores.told(ACTED)
    stores.outbox.bury(_claimed(stores), "Slack answered 404")
    clock.advance(3600)
    assert stores.outbox.claim("slack") is None
    assert stores.rows("SELECT state, last_error FROM messages") == [("dead", "Slack answered 404")]


def test_a_later_message_of_a_thread_waits_for_the_one_before_it(stores: Stores, clock: FrozenClock) -> None:
    stores.told(HELD)
    stores.told(ACTED)
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
    stores.told(HELD)
    stores.told(ACTED)
    stores.outbox.bury(_claimed(stores), "Slack answered 404")
    assert _texts(stores) == ["acted"]


def test_neither_another_thread_nor_another_notifier_waits(stores: Stores) -> None:
    stores.told(HELD)
    stores.told(ACTED)
    stores.told(ACTED, "pagerduty")
    stores.told(replace(ACTED, key="2:acted:", subject="d4e5f6"), text="another alert")
    stores.outbox.retry(_claimed(stores), "Slack answered 500", 30.0)
    assert _texts(stores) == ["another alert"]
    assert _texts(stores, "pagerduty") == ["acted"]


def test_neither_a_long_route_nor_the_name_of_a_long_forecast_is_refused(stores: Stores) -> None:
    route = ",".join(f"person-{number}@mail.example.com" for number in range(20))
    mode = event(EventKind.MODE, key="mode:1", episode_id=0, subject=f"mode/{'memory-' * 20}")
    assert stores.outbox.announce(mode, [Letter("email", route, Rendered({"text": "promoted"}))])
    assert stores.tell(replace(HELD, key="1:held:" + "a" * 200), "email", route, Rendered({"text": "held"}))
    for _ in range(2):
        stores.outbox.conversation(message := _claimed(stores, "email")).keep({"ts": "1"})
        stores.outbox.sent(message)
    assert stores.rows("SELECT route FROM conversations") == [(route,)]


def test_what_was_announced_lately_is_counted_by_how_its_key_begins(stores: Stores, clock: FrozenClock) -> None:
    for key in ("left:a:1", "left:a_:2", "left:b:1"):
        said = event(EventKind.UNVERIFIED, key=key, episode_id=0, subject=key, once=True)
        stores.outbox.announce(said, [Letter(name, "#sre", Rendered({})) for name in ("slack", "email")])
        clock.advance(10)
    counts = [stores.outbox.announced(prefix, NOW_S - 1) for prefix in ("left:", "left:a:", "left:a_", "l%")]
    assert counts == [3, 1, 1, 0]
    assert stores.outbox.announced("left:", NOW_S) == 2
    assert stores.outbox.announced("left:", NOW_S - 1, but="left:b:1") == 2
