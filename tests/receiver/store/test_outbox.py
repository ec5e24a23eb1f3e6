from receiver.clock import FrozenClock
from tests.support.builders import NOW_S
from tests.support.stores import Stores


def test_a_stored_message_is_claimed_as_it_was_put(stores: Stores) -> None:
    stores.outbox.put("1:acted:", "slack", "#sre", {"text": "scaled 1→3"})
    message = stores.outbox.claim()
    assert message is not None
    assert (message.notifier, message.route, message.body) == ("slack", "#sre", {"text": "scaled 1→3"})
    assert (message.created_s, message.attempts) == (NOW_S, 0)


def test_one_event_is_told_once_per_notifier(stores: Stores) -> None:
    for text in ("first", "second"):
        for notifier in ("slack", "pagerduty"):
            stores.outbox.put("1:acted:", notifier, "default", {"text": text})
    assert stores.rows("SELECT notifier, body FROM messages ORDER BY id") == [
        ("slack", '{"text": "first"}'),
        ("pagerduty", '{"text": "first"}'),
    ]


def test_it_says_whether_the_event_was_news(stores: Stores) -> None:
    assert [stores.outbox.put("1:acted:", "slack", "#sre", {}) for _ in range(2)] == [True, False]


def test_a_sent_message_is_still_not_told_again(stores: Stores) -> None:
    stores.outbox.put("1:acted:", "slack", "#sre", {})
    message = stores.outbox.claim()
    assert message is not None
    stores.outbox.sent(message)
    stores.outbox.put("1:acted:", "slack", "#sre", {})
    assert stores.outbox.depth() == 0
    assert stores.rows("SELECT state, sent_s FROM messages") == [("sent", NOW_S)]


def test_a_message_that_was_not_taken_waits_longer_each_time(stores: Stores, clock: FrozenClock) -> None:
    stores.outbox.put("1:acted:", "slack", "#sre", {})
    for attempts, wait_s in ((0, 1.0), (1, 2.0), (2, 5.0)):
        message = stores.outbox.claim()
        assert message is not None
        assert attempts == message.attempts
        stores.outbox.retry(message, "Slack answered 500", None)
        clock.advance(wait_s - 0.5)
        assert stores.outbox.claim() is None
        clock.advance(0.5)


def test_a_wait_that_the_service_asked_for_is_kept(stores: Stores, clock: FrozenClock) -> None:
    stores.outbox.put("1:acted:", "slack", "#sre", {})
    message = stores.outbox.claim()
    assert message is not None
    stores.outbox.retry(message, "Slack answered 429", 30.0)
    clock.advance(29)
    assert stores.outbox.claim() is None
    clock.advance(1)
    assert stores.outbox.claim() is not None


def test_a_buried_message_is_kept_with_the_reason_and_never_claimed(stores: Stores, clock: FrozenClock) -> None:
    stores.outbox.put("1:acted:", "slack", "#sre", {})
    message = stores.outbox.claim()
    assert message is not None
    stores.outbox.dead(message, "Slack answered 404")
    clock.advance(3600)
    assert stores.outbox.claim() is None
    assert stores.rows("SELECT state, last_error FROM messages") == [("dead", "Slack answered 404")]


def test_whether_people_heard_of_an_episode_is_asked_by_its_number(stores: Stores) -> None:
    stores.outbox.put("11:held:mode", "slack", "#sre", {})
    assert stores.outbox.told("11:")
    assert not stores.outbox.told("1:")


def test_a_percent_sign_in_a_key_is_not_a_wildcard(stores: Stores) -> None:
    stores.outbox.put("11:held:mode", "slack", "#sre", {})
    assert not stores.outbox.told("%:")
