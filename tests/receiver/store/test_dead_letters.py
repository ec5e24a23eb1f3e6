import pytest

from receiver.clock import FrozenClock
from receiver.domain.dead_letter import DeadLetter
from receiver.domain.event import EventKind
from receiver.domain.message import Effect, Rendered
from tests.support.builders import NOW_S, alert, event
from tests.support.stores import Stores


@pytest.fixture
def dead_episode(stores: Stores) -> int:
    episode = stores.accepted(alert())
    stores.episodes.close(episode, state="dead", error="KeyError: 'x'")
    return episode.id


@pytest.fixture
def dead_message(stores: Stores) -> int:
    stores.accepted(alert())
    stores.tell(event(), "slack", "#sre", Rendered({}))
    message = stores.outbox.claim("slack")
    assert message is not None
    stores.outbox.bury(message, "Slack answered 404")
    return message.id


def test_nothing_is_dead_at_first(stores: Stores) -> None:
    assert (stores.episodes.dead(), stores.outbox.dead()) == ([], [])


def test_a_dead_episode_is_listed_with_its_error(stores: Stores, dead_episode: int) -> None:
    assert stores.episodes.dead() == [DeadLetter(dead_episode, "memory a1b2c3", "KeyError: 'x'", NOW_S)]
    assert stores.episodes.dead_count() == 1


def test_a_dead_message_is_listed_with_its_error(stores: Stores, dead_message: int) -> None:
    assert stores.outbox.dead() == [DeadLetter(dead_message, "acted to slack #sre", "Slack answered 404", NOW_S)]
    assert stores.outbox.dead_count() == 1


def test_a_retried_episode_is_looked_at_again(stores: Stores, dead_episode: int) -> None:
    assert stores.episodes.retry_dead(dead_episode) == ""
    again = stores.episodes.claim()
    assert again is not None
    assert (again.id, again.attempts, again.open) == (dead_episode, 0, True)
    assert stores.episodes.dead() == []


def test_a_retried_message_is_sent_again(stores: Stores, dead_message: int, clock: FrozenClock) -> None:
    clock.advance(48 * 3600)
    assert stores.outbox.retry_dead(dead_message) == ""
    again = stores.outbox.claim("slack")
    assert again is not None
    assert (again.id, again.claim.overdue_since_s) == (dead_message, clock.now())


@pytest.mark.parametrize("number", [1, 99])
def test_what_is_not_dead_is_not_retried(stores: Stores, number: int) -> None:
    stores.inbox.accept([alert()])
    refused = (stores.episodes.retry_dead(number), stores.outbox.retry_dead(number))
    assert refused == ("it is no dead letter",) * 2


def test_a_dead_episode_whose_alert_lives_on_in_a_newer_one_is_left_alone(
    stores: Stores, dead_episode: int, clock: FrozenClock
) -> None:
    clock.advance(600)
    stores.inbox.accept([alert(starts_at_s=clock.now())])
    assert stores.episodes.retry_dead(dead_episode) == "its alert came back since"
    assert [one.id for one in stores.episodes.dead()] == [dead_episode]


def _dead_page(stores: Stores) -> int:
    """A page that nobody took."""
    stores.accepted(alert())
    stores.tell(event(EventKind.HELD), "pagerduty", "default", Rendered({}, Effect.OPENS))
    message = stores.outbox.claim("pagerduty")
    assert message is not None
    stores.outbox.bury(message, "HTTP 400")
    return message.id


def test_a_page_whose_alert_is_over_is_not_sent_again_for_nothing_would_close_it(stores: Stores) -> None:
    page = _dead_page(stores)
    stores.tell(event(EventKind.CLEARED), "pagerduty", "default", Rendered({}, Effect.CLOSES))
    reason = "its incident is over: nothing would close it again"
    assert (stores.outbox.retry_dead(page), stores.outbox.dead_count()) == (reason, 1)


def test_a_page_whose_alert_goes_on_is_sent_again_and_closed_after_that(stores: Stores) -> None:
    page = _dead_page(stores)
    assert stores.outbox.retry_dead(page) == ""
    stores.tell(event(EventKind.CLEARED), "pagerduty", "default", Rendered({"over": True}, Effect.CLOSES))
    first = stores.outbox.claim("pagerduty")
    assert first is not None
    assert (first.id, stores.outbox.claim("pagerduty")) == (page, None)


def test_the_end_of_an_incident_is_not_told_any_more_when_it_is_open_again(stores: Stores) -> None:
    stores.accepted(alert())
    told = ((EventKind.HELD, Effect.OPENS), (EventKind.CLEARED, Effect.CLOSES), (EventKind.BLIND, Effect.OPENS))
    for kind, effect in told:
        stores.tell(event(kind, key=kind.value), "pagerduty", "default", Rendered({}, effect))
        message = stores.outbox.claim("pagerduty")
        assert message is not None
        if effect is Effect.CLOSES:
            stores.outbox.bury(message, "HTTP 400")
        else:
            stores.outbox.sent(message)
    [end] = stores.outbox.dead()
    reason = "its incident is open again: nobody would hear of that any more"
    assert (stores.outbox.retry_dead(end.id), stores.outbox.dead_count()) == (reason, 1)


def test_the_end_of_another_alert_keeps_no_page_from_being_sent_again(stores: Stores) -> None:
    page = _dead_page(stores)
    other = stores.accepted(alert(fingerprint="another")).id
    for kind, effect in ((EventKind.HELD, Effect.OPENS), (EventKind.CLEARED, Effect.CLOSES)):
        told = event(kind, key=f"{other}:{kind}", episode_id=other, subject="another")
        stores.tell(told, "pagerduty", "default", Rendered({}, effect))
    assert stores.outbox.retry_dead(page) == ""
