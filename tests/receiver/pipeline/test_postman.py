from dataclasses import replace

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import update

from receiver.clock import FrozenClock
from receiver.domain.event import EventKind
from receiver.domain.message import Rendered
from receiver.errors import ClaimLostError, PermanentError, TemporaryError
from receiver.pipeline.postman import Postman
from receiver.store import Outbox
from receiver.store.queue import CLAIM_S
from receiver.store.schema import messages
from receiver.store.storms import FIRST_AFTER_S, Folding
from tests.support.builders import alert, event
from tests.support.notifier import RecordingNotifier
from tests.support.stores import Stores


@pytest.fixture
def slack() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def postman(stores: Stores, slack: RecordingNotifier, clock: FrozenClock) -> Postman:
    return Postman("slack", slack, stores.outbox, clock)


def test_it_shows_zeros_before_its_first_message_so_that_the_first_is_an_increase(
    stores: Stores, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    Postman("new-one", slack, stores.outbox, clock)
    for result in ("sent", "retried", "dead"):
        labels = {"notifier": "new-one", "result": result}
        assert REGISTRY.get_sample_value("receiver_messages_total", labels) == 0.0


@pytest.fixture(autouse=True)
def _an_episode(stores: Stores) -> None:
    stores.accepted(alert())


def _put(
    stores: Stores, kind: str = "acted", notifier: str = "slack", subject: str = "a1b2c3", route: str = "#sre"
) -> None:
    told = event(EventKind(kind), key=f"1:{kind}:{subject}", subject=subject)
    stores.tell(told, notifier, route, Rendered({"kind": kind}))


def _state(stores: Stores) -> list[tuple[str, str]]:
    return [(state, error) for state, error in stores.rows("SELECT state, last_error FROM messages ORDER BY id")]


def test_an_empty_outbox_is_nothing_to_do(postman: Postman) -> None:
    assert not postman.step()


def test_a_message_is_sent_on_its_route(stores: Stores, postman: Postman, slack: RecordingNotifier) -> None:
    _put(stores)
    assert postman.step()
    assert slack.sent == [({"kind": "acted"}, "#sre")]
    assert _state(stores) == [("sent", "")]
    assert not postman.step()


def test_messages_are_sent_in_the_order_they_were_stored(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    for kind in ("acted", "worked", "given_back"):
        _put(stores, kind)
        clock.advance(1)
    while postman.step():
        pass
    assert slack.kinds() == ["acted", "worked", "given_back"]


def test_a_refusal_buries_the_message_with_its_reason(
    stores: Stores, postman: Postman, slack: RecordingNotifier
) -> None:
    slack.failures = [PermanentError("Slack answered 404: no_service")]
    _put(stores)
    postman.step()
    assert _state(stores) == [("dead", "Slack answered 404: no_service")]


def test_a_surprise_buries_the_message_and_the_next_one_is_sent(
    stores: Stores, postman: Postman, slack: RecordingNotifier
) -> None:
    slack.failures = [KeyError("text")]
    for kind in ("acted", "worked"):
        _put(stores, kind)
    assert [postman.step(), postman.step()] == [True, True]
    assert _state(stores) == [("dead", "KeyError: 'text'"), ("sent", "")]


def test_a_notifier_that_is_busy_gets_the_message_when_it_asked_for(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    slack.failures = [TemporaryError("Slack answered 429", 30.0)]
    _put(stores)
    postman.step()
    clock.advance(29)
    assert not postman.step()
    clock.advance(1)
    assert postman.step()
    assert slack.kinds() == ["acted"]


def test_after_a_day_of_failures_a_message_is_no_longer_true(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    _put(stores)
    slack.failures = [TemporaryError("Slack answered 500")] * 11
    for _ in range(10):
        postman.step()
        clock.advance(100)
    clock.advance(24 * 3600 - 1000)
    assert _state(stores)[0][0] == "pending"
    clock.advance(60)
    postman.step()
    assert _state(stores) == [("dead", "Slack answered 500")]


def test_the_next_message_of_an_alert_waits_for_the_one_that_was_not_taken(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    slack.failures = [TemporaryError("Slack answered 429", 30.0)]
    _put(stores, "held")
    _put(stores, "acted")
    _put(stores, "acted", subject="another alert", route="#shop")
    while postman.step():
        pass
    assert slack.sent == [({"kind": "acted"}, "#shop")]
    clock.advance(30)
    while postman.step():
        pass
    assert slack.kinds() == ["acted", "held", "acted"]


def test_a_route_on_which_patience_was_asked_for_is_left_alone_and_the_others_are_not(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    slack.failures = [TemporaryError("Slack answered 429", 30.0)]
    for subject in ("one", "two"):
        _put(stores, subject=subject)
    _put(stores, subject="three", route="#shop")
    while postman.step():
        pass
    assert [route for _, route in slack.sent] == ["#shop"]
    clock.advance(30)
    while postman.step():
        pass
    assert [route for _, route in slack.sent] == ["#shop", "#sre", "#sre"]


def test_messages_on_one_route_keep_their_distance(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    slack.apart_s = 1.0
    for subject in ("one", "two"):
        _put(stores, subject=subject)
    assert [postman.step(), postman.step()] == [True, False]
    clock.advance(1)
    assert postman.step()


def test_what_one_message_leaves_behind_the_next_one_of_its_episode_and_route_finds(
    stores: Stores, postman: Postman, slack: RecordingNotifier
) -> None:
    slack.leaves = [{"ts": "1"}, {"ts": "2"}, {"ts": "3"}]
    for kind, route in (("held", "#sre"), ("acted", "#sre"), ("worked", "#shop"), ("given_back", "#sre")):
        _put(stores, kind, route=route)
        postman.step()
    assert slack.handles == [{}, {"ts": "1"}, {}, {"ts": "2"}]


def test_what_was_kept_before_a_failure_is_there_at_the_next_try(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    slack.leaves, slack.failures = [{"ts": "1"}], [TemporaryError("Slack answered 500")]
    _put(stores)
    postman.step()
    clock.advance(60)
    postman.step()
    assert slack.handles == [{}, {"ts": "1"}]


def test_nothing_is_kept_for_a_message_that_somebody_else_sends_by_now(
    stores: Stores, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    _put(stores)
    mine = stores.outbox.claim("slack")
    clock.advance(CLAIM_S + 1)
    assert mine is not None
    assert stores.outbox.claim("slack") is not None
    with pytest.raises(ClaimLostError):
        stores.outbox.conversation(mine).keep({"ts": "1"})
    assert stores.rows("SELECT count(*) FROM conversations") == [(0,)]


def test_the_messages_of_another_notifier_are_not_its_own(stores: Stores, postman: Postman) -> None:
    _put(stores, notifier="pagerduty")
    assert not postman.step()
    assert _state(stores) == [("pending", "")]


def test_a_message_that_kills_the_process_again_and_again_is_buried(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    _put(stores)
    for _ in range(11):
        stores.outbox.claim("slack")  # and dies
        clock.advance(CLAIM_S)
    assert postman.step()
    assert slack.sent == []
    assert _state(stores) == [("dead", "interrupted 11 times in a row")]


def test_a_clock_that_was_set_forward_is_no_reason_to_give_a_message_up(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    _put(stores)
    clock.advance(48 * 3600)
    slack.failures = [TemporaryError("timed out")]
    postman.step()
    clock.advance(60)
    postman.step()
    assert slack.kinds() == ["acted"]


def _folded(stores: Stores, clock: FrozenClock) -> None:
    """An incident that only a digest tells, which is due."""
    outbox = Outbox(stores.database, clock, stores.terms, Folding(incidents=1))
    for number in range(2):
        episode = stores.accepted(alert(fingerprint=f"alert-{number}")).id
        told = event(key=f"{number}", episode_id=episode, subject=f"alert-{number}", once=True)
        replace(stores, outbox=outbox).tell(told, "slack", "#sre", Rendered({"kind": "held"}, folds=True))
    clock.advance(FIRST_AFTER_S)


def test_a_digest_is_sent(stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock) -> None:
    _folded(stores, clock)
    while postman.step():
        pass
    assert slack.kinds() == ["held", "digest"]


def test_a_digest_that_cannot_be_made_is_given_up_with_the_reason_and_keeps_nothing_else_waiting(
    stores: Stores, postman: Postman, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    _folded(stores, clock)
    with stores.database.transaction() as connection:
        connection.execute(update(messages).where(messages.c.state == "folded").values(line={"of": "a newer version"}))
    while postman.step():
        pass
    assert slack.kinds() == ["held"]
    assert [one.error for one in stores.outbox.dead()] == ["KeyError: 'forecast'"]
