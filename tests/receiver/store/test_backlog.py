import pytest

from receiver.clock import FrozenClock
from receiver.errors import TemporaryError
from receiver.store.backlog import Backlog
from tests.support.builders import alert
from tests.support.stores import Stores


def _make_room(stores: Stores, backlog: Backlog, opened: int = 1) -> None:
    with stores.database.transaction() as connection:
        backlog.make_room(connection, opened)


def test_there_is_room_below_the_limit_and_none_from_it_on(stores: Stores, clock: FrozenClock) -> None:
    backlog = Backlog(clock, 2)
    stores.inbox.accept([alert(fingerprint="aa")])
    _make_room(stores, backlog)
    stores.inbox.accept([alert(fingerprint="bb")])
    with pytest.raises(TemporaryError, match="backlog full: 2 open episodes"):
        _make_room(stores, backlog)


def test_what_opens_nothing_always_finds_room(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    _make_room(stores, Backlog(clock, 1), opened=0)


def test_there_is_room_again_as_soon_as_an_episode_is_closed(stores: Stores, clock: FrozenClock) -> None:
    backlog = Backlog(clock, 1)
    episode = stores.accepted(alert())
    with pytest.raises(TemporaryError):
        _make_room(stores, backlog)
    stores.episodes.close(episode)
    _make_room(stores, backlog)


def test_what_was_opened_since_the_last_count_takes_room(stores: Stores, clock: FrozenClock) -> None:
    backlog = Backlog(clock, 3)
    _make_room(stores, backlog)
    stores.inbox.accept([alert(fingerprint=one) for one in ("aa", "bb", "cc")])
    _make_room(stores, backlog)
    _make_room(stores, backlog)
    with pytest.raises(TemporaryError):
        _make_room(stores, backlog)


def test_what_another_replica_opened_is_seen_after_a_second(stores: Stores, clock: FrozenClock) -> None:
    backlog = Backlog(clock, 2)
    _make_room(stores, backlog)
    stores.inbox.accept([alert(fingerprint=one) for one in ("aa", "bb")])
    clock.advance(1.1)
    with pytest.raises(TemporaryError):
        _make_room(stores, backlog)
