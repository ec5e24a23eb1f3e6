from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import delete, update

from receiver.clock import FrozenClock
from receiver.domain.digest import DIGEST, Digest
from receiver.domain.event import EventKind
from receiver.domain.message import Effect, Rendered
from receiver.store import Message, Outbox, retention
from receiver.store.schema import episodes, messages
from receiver.store.storms import EVERY_S, FIRST_AFTER_S, Folding, ensure_digest
from tests.support.builders import NOW_S, alert, event
from tests.support.past import LONG_AGO_S, effort, fill
from tests.support.stores import Stores, open_stores

Tell = Callable[..., None]


@pytest.fixture
def storm(stores: Stores, clock: FrozenClock) -> Stores:
    """A store that tells three incidents in five minutes one by one."""
    outbox = Outbox(stores.database, clock, stores.terms, Folding(incidents=3, window_s=300.0))
    return replace(stores, outbox=outbox)


@pytest.fixture
def tell(storm: Stores) -> Tell:
    """Tell one thing of the incident of a number."""
    begun = [storm.accepted(alert(fingerprint=f"alert-{number}")).id for number in range(50)]

    def told(number: int, kind: EventKind = EventKind.HELD, effect: Effect = Effect.NONE, **how: Any) -> None:
        episode = begun[number]
        one = event(kind, key=f"{episode}:{kind.value}", episode_id=episode, subject=f"alert-{number}", once=True)
        notifier, route = how.get("notifier", "slack"), how.get("route", "#sre")
        storm.tell(one, notifier, route, Rendered({"n": number}, effect, folds=how.get("folds", True)))

    return told


def _states(storm: Stores) -> dict[str, int]:
    return dict(storm.rows("SELECT state, count(*) FROM messages WHERE kind != 'digest' GROUP BY state"))


def _send_all(storm: Stores, notifier: str = "slack") -> list[Digest]:
    """Send what is due; return the digests among it."""
    found = []
    while (message := storm.outbox.claim(notifier)) is not None:
        found += [one for one in [_sent(storm, message)] if one is not None]
    return found


def _open(digest: Digest) -> dict[int, int]:
    """How many are open in each wave that a digest tells of."""
    return {wave.number: wave.open for wave in digest.waves}


def _sent(storm: Stores, message: Message) -> Digest | None:
    digest = storm.outbox.digest(message)
    storm.outbox.sent(message, digest)
    return digest


def test_beyond_the_first_ones_incidents_are_told_by_one_digest(storm: Stores, tell: Tell, clock: FrozenClock) -> None:
    for number in range(50):
        tell(number)
    assert _states(storm) == {"pending": 3, "folded": 47}
    assert _send_all(storm) == []
    clock.advance(FIRST_AFTER_S)
    [digest] = _send_all(storm)
    assert (len(digest.lines), digest.news, digest.counts) == (47, 47, "47 × memory")


def test_what_an_incident_tells_later_goes_where_its_first_message_went(storm: Stores, tell: Tell) -> None:
    for number in range(5):
        tell(number)
    for number in range(5):
        tell(number, EventKind.WORKED)
    assert _states(storm) == {"pending": 6, "folded": 4}


def test_a_digest_says_the_newest_of_each_incident(storm: Stores, tell: Tell, clock: FrozenClock) -> None:
    for number in range(6):
        tell(number)
    tell(5, EventKind.WORKED)
    clock.advance(FIRST_AFTER_S)
    [digest] = _send_all(storm)
    assert [line.kind for line in digest.lines] == ["held", "held", "worked"]


def test_what_is_folded_while_a_digest_is_under_way_comes_in_the_next_one(
    storm: Stores, tell: Tell, clock: FrozenClock
) -> None:
    for number in range(4):
        tell(number)
    _send_all(storm)
    clock.advance(FIRST_AFTER_S)
    message = storm.outbox.claim("slack")
    assert message is not None
    digest = storm.outbox.digest(message)
    tell(4)
    storm.outbox.sent(message, digest)
    clock.advance(EVERY_S)
    [later] = _send_all(storm)
    assert (len(later.lines), later.news) == (2, 1)
    assert later.storm == digest.storm if digest else False


def test_what_a_digest_told_is_no_news_in_the_next_one(storm: Stores, tell: Tell, clock: FrozenClock) -> None:
    for number in range(10):
        tell(number)
        clock.advance(1)
    clock.advance(FIRST_AFTER_S)
    assert [digest.news for digest in _send_all(storm)] == [7]
    tell(10)
    clock.advance(EVERY_S)
    assert [(len(digest.lines), digest.news) for digest in _send_all(storm)] == [(8, 1)]


def test_a_storm_of_which_all_is_told_says_nothing_more(storm: Stores, tell: Tell, clock: FrozenClock) -> None:
    for number in range(5):
        tell(number)
    clock.advance(FIRST_AFTER_S)
    assert len(_send_all(storm)) == 1
    clock.advance(10 * EVERY_S)
    assert _send_all(storm) == []


def test_when_no_new_ones_come_any_more_they_are_told_one_by_one_again(
    storm: Stores, tell: Tell, clock: FrozenClock
) -> None:
    for number in range(5):
        tell(number)
    clock.advance(301)
    tell(4, EventKind.WORKED)  # is no new one
    tell(6)
    assert _states(storm) == {"pending": 4, "folded": 3}


def test_slow_drips_are_no_storm(storm: Stores, tell: Tell, clock: FrozenClock) -> None:
    for number in range(8):
        tell(number)
        clock.advance(120)
    assert _states(storm) == {"pending": 8}


@pytest.mark.parametrize("other", [{"notifier": "email"}, {"route": "#shop"}])
def test_each_notifier_and_route_has_storms_of_its_own(storm: Stores, tell: Tell, other: dict[str, str]) -> None:
    for number in range(5):
        tell(number)
    tell(9, **other)
    assert _states(storm) == {"pending": 4, "folded": 2}


def test_incidents_that_are_sent_on_another_route_now_have_a_storm_there_too(storm: Stores, tell: Tell) -> None:
    for number in range(5):
        tell(number)
    for number in range(5):
        tell(number, EventKind.BLIND, route="#shop")
    assert _states(storm) == {"pending": 6, "folded": 4}


def test_what_does_not_fold_neither_begins_a_storm_nor_is_swallowed_by_one(storm: Stores, tell: Tell) -> None:
    for number in range(5):
        tell(number, EventKind.ACTED, folds=False)
    assert _states(storm) == {"pending": 5}
    for number in range(5):
        tell(number, EventKind.NO_EFFECT)
    assert _states(storm) == {"pending": 8, "folded": 2}


def test_what_was_opened_in_a_storm_is_open_until_it_is_closed(storm: Stores, tell: Tell, clock: FrozenClock) -> None:
    for number in range(5):
        tell(number, effect=Effect.OPENS)
    clock.advance(FIRST_AFTER_S)
    assert [_open(digest) for digest in _send_all(storm)] == [{0: 2}]
    for number in range(5):
        tell(number, EventKind.WORKED, Effect.CLOSES)
    clock.advance(EVERY_S)
    assert [_open(digest) for digest in _send_all(storm)] == [{0: 0}]


def test_a_digest_does_not_count_as_what_people_heard_last_of_an_episode(storm: Stores, tell: Tell) -> None:
    for number in range(4):
        tell(number)
    [(host,)] = storm.rows("SELECT DISTINCT storm FROM messages WHERE storm IS NOT NULL")
    assert storm.outbox.last_told(host) is EventKind.HELD


def test_with_zero_everything_is_told_one_by_one(stores: Stores, clock: FrozenClock) -> None:
    outbox = Outbox(stores.database, clock, stores.terms, Folding(incidents=0))
    for number in range(20):
        episode = stores.accepted(alert(fingerprint=f"alert-{number}")).id
        told = event(EventKind.HELD, key=f"{episode}:held", episode_id=episode, subject=f"alert-{number}")
        replace(stores, outbox=outbox).tell(told, "slack", "#sre", Rendered({}, folds=True))
    assert _states(stores) == {"pending": 20}


def test_an_incident_whose_route_changed_is_told_in_the_storm_of_the_new_one(storm: Stores, tell: Tell) -> None:
    for number in range(4):
        tell(number)
    for number in range(10, 13):
        tell(number, route="#shop")
    tell(3, EventKind.CLEARED, route="#shop")
    [(state,)] = storm.rows("SELECT state FROM messages WHERE route = '#shop' AND kind = 'cleared'")
    assert state == "folded"


def _wait_until_blocked(storm: Stores) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    pause = Event()
    assert any(storm.rows(waiting) == [(1,)] or pause.wait(0.02) for _ in range(500))


def test_what_collides_with_another_replicas_digest_is_stored_all_the_same(storm: Stores, tell: Tell) -> None:
    if storm.database.alone:
        pytest.skip("SQLite has one writer at a time")
    for number in range(4):
        tell(number)
    [(number,)] = storm.rows("SELECT DISTINCT storm FROM messages WHERE storm IS NOT NULL")
    with storm.database.transaction() as connection:
        connection.execute(delete(messages).where(messages.c.kind == DIGEST))
    with ThreadPoolExecutor(1) as other:
        with storm.database.transaction() as connection:
            ensure_digest(connection, number, "slack", "#sre", NOW_S)
            told = other.submit(tell, 4, EventKind.CLEARED)
            _wait_until_blocked(storm)
        told.result(timeout=10)
    assert _states(storm) == {"pending": 3, "folded": 2}


def test_a_storm_that_does_not_end_is_told_as_another_one_after_half_an_hour(
    storm: Stores, tell: Tell, clock: FrozenClock
) -> None:
    """Who acknowledged the incident that a storm is, hears nothing more of it: what comes later must page by itself."""
    for number in range(50):
        tell(number, effect=Effect.OPENS, notifier="pagerduty")
        clock.advance(60)
    spans = storm.rows("SELECT min(created_s), max(created_s) FROM messages WHERE state = 'folded' GROUP BY storm")
    assert len(spans) == 2
    assert all(last_s - first_s <= 1800.0 for first_s, last_s in spans)


def test_what_was_opened_in_a_storm_is_closed_there_by_a_later_life_of_the_alert(
    storm: Stores, tell: Tell, clock: FrozenClock
) -> None:
    for number in range(4):
        tell(number, EventKind.BLIND, Effect.OPENS)
    with storm.database.transaction() as connection:
        connection.execute(
            update(episodes).where(episodes.c.fingerprint == "alert-3").values(state="dead", ends_at_s=0.0)
        )
    later = storm.accepted(alert(fingerprint="alert-3")).id
    cleared = event(EventKind.CLEARED, key=f"{later}:cleared", episode_id=later, subject="alert-3", once=True)
    storm.tell(cleared, "slack", "#sre", Rendered({}, Effect.CLOSES, folds=True))
    clock.advance(FIRST_AFTER_S)
    assert [_open(digest) for digest in _send_all(storm)] == [{}]


def test_what_was_told_before_on_a_route_makes_a_storm_no_slower(tmp_path: Path, clock: FrozenClock) -> None:
    """With a month of 120,000 messages on the route each that was folded took SQLite 150 ms, and nobody else could write."""
    stores = open_stores(tmp_path / "receiver.db", clock)
    stores = replace(stores, outbox=Outbox(stores.database, clock, stores.terms, Folding(incidents=1)))

    def tell(number: int) -> int:
        episode = stores.accepted(alert(fingerprint=f"alert-{number}")).id
        one = event(EventKind.HELD, key=f"{episode}:held", episode_id=episode, subject=f"alert-{number}")
        return effort(stores, lambda: stores.tell(one, "slack", "#sre", Rendered({}, folds=True)))

    first = [tell(number) for number in range(4)][-1]
    fill(stores, 2000, at_s=LONG_AGO_S)
    assert tell(4) < 2 * first
    assert stores.rows("SELECT count(*) FROM messages WHERE state = 'folded'") == [(4,)]
    stores.database.close()


@pytest.mark.parametrize(("goes_on", "left"), [(True, {"pending": 3, "folded": 3}), (False, {"pending": 3})])
def test_a_storm_is_on_record_as_long_as_one_of_its_incidents_goes_on(
    storm: Stores, tell: Tell, goes_on: bool, left: dict[str, int]
) -> None:
    """What the others opened was told in its digests, and is closed there or nowhere."""
    for number in range(5):
        tell(number, effect=Effect.OPENS)
    over = ("alert-3",) if goes_on else ("alert-3", "alert-4")
    with storm.database.transaction() as connection:
        ended = update(episodes).where(episodes.c.fingerprint.in_(over))
        connection.execute(ended.values(state="closed", last_seen_s=LONG_AGO_S))
    retention.forget(storm.database, LONG_AGO_S + 1)
    if goes_on:
        tell(4, EventKind.CLEARED, Effect.CLOSES)
    assert _states(storm) == left
