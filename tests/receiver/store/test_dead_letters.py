import pytest

from receiver.clock import FrozenClock
from receiver.domain.dead_letter import DeadLetter
from receiver.domain.message import Rendered
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
    assert stores.episodes.retry_dead(dead_episode)
    again = stores.episodes.claim()
    assert again is not None
    assert (again.id, again.attempts, again.open) == (dead_episode, 0, True)
    assert stores.episodes.dead() == []


def test_a_retried_message_is_sent_again(stores: Stores, dead_message: int, clock: FrozenClock) -> None:
    clock.advance(48 * 3600)
    assert stores.outbox.retry_dead(dead_message)
    again = stores.outbox.claim("slack")
    assert again is not None
    assert (again.id, again.claim.overdue_since_s) == (dead_message, clock.now())


@pytest.mark.parametrize("number", [1, 99])
def test_what_is_not_dead_is_not_retried(stores: Stores, number: int) -> None:
    stores.inbox.accept([alert()])
    assert not stores.episodes.retry_dead(number)
    assert not stores.outbox.retry_dead(number)


def test_a_dead_episode_whose_alert_lives_on_in_a_newer_one_is_left_alone(
    stores: Stores, dead_episode: int, clock: FrozenClock
) -> None:
    clock.advance(600)
    stores.inbox.accept([alert(starts_at_s=clock.now())])
    assert not stores.episodes.retry_dead(dead_episode)
    assert [one.id for one in stores.episodes.dead()] == [dead_episode]
