from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from receiver.clock import FrozenClock
from receiver.domain.digest import DIGEST, Digest
from receiver.domain.event import EventKind
from receiver.domain.message import Effect, Rendered
from receiver.store import Message, Outbox
from receiver.store.schema import messages
from receiver.store.storms import COVERS, EVERY_S, FIRST_AFTER_S, Folding, ensure_digest
from receiver.store.waves import EVERY_S as WAVE_S
from tests.support.builders import alert, event
from tests.support.stores import Stores


class Storm:
    """A store in which every incident is folded but the first, and the pager that hears of it."""

    def __init__(self, stores: Stores, clock: FrozenClock) -> None:
        outbox = Outbox(stores.database, clock, stores.terms, Folding(incidents=1, window_s=900.0))
        self.stores = replace(stores, outbox=outbox)
        self.clock = clock
        self.told = 0
        self.episodes = [stores.accepted(alert(fingerprint=f"alert-{number}")).id for number in range(20)]
        self.tells(0)

    def tells(self, number: int, kind: EventKind = EventKind.HELD, effect: Effect = Effect.OPENS) -> None:
        """Something new of an incident."""
        self.told += 1
        name, episode = f"alert-{number}", self.episodes[number]
        one = event(kind, key=f"{self.told}", episode_id=episode, subject=name, headline=name, once=True)
        self.stores.tell(one, "pagerduty", "default", Rendered({}, effect, folds=True))

    def over(self, number: int) -> None:
        """The end of an incident."""
        self.tells(number, EventKind.WORKED, Effect.CLOSES)

    def digests(self, after_s: float = EVERY_S) -> list[dict[int, list[str]]]:
        """What is told within a time, wave by wave: the incidents in it, or nothing when it is over."""
        found = []
        for _ in range(round(after_s / 15.0)):
            self.clock.advance(15.0)
            while (message := self.stores.outbox.claim("pagerduty")) is not None:
                digest = self.stores.outbox.digest(message)
                self.stores.outbox.sent(message, digest)
                found += [_waves(digest)] if digest is not None else []
        return found


def _waves(digest: Digest) -> dict[int, list[str]]:
    return {wave.number: [line.headline for line in wave.lines] if wave.open else [] for wave in digest.waves}


@pytest.fixture
def storm(stores: Stores, clock: FrozenClock) -> Storm:
    return Storm(stores, clock)


def test_what_the_first_digest_opens_is_the_first_wave(storm: Storm) -> None:
    storm.tells(1)
    storm.tells(2)
    assert storm.digests(FIRST_AFTER_S) == [{0: ["alert-1", "alert-2"]}]


def test_who_joins_after_somebody_may_have_acknowledged_is_heard_as_another_wave(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    storm.tells(2)
    assert storm.digests() == [{0: ["alert-1"], 1: ["alert-2"]}]


def test_waves_keep_a_distance_and_nothing_that_came_in_between_is_forgotten(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(FIRST_AFTER_S)
    storm.tells(2)
    soon = storm.digests(WAVE_S - EVERY_S)
    assert soon == [{0: ["alert-1"]}]
    assert storm.digests(2 * EVERY_S) == [{0: ["alert-1"]}, {0: ["alert-1"], 1: ["alert-2"]}]
    assert storm.digests(10 * EVERY_S) == []


def test_a_wave_in_which_all_is_over_is_closed_once_while_the_others_go_on(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    storm.tells(2)
    storm.digests()
    storm.over(1)
    assert storm.digests() == [{0: [], 1: ["alert-2"]}]
    storm.over(2)
    assert storm.digests() == [{1: []}]


def test_what_was_done_in_vain_is_heard_again(storm: Storm) -> None:
    storm.tells(1)
    storm.tells(2)
    storm.digests(WAVE_S)
    storm.tells(1, EventKind.NO_EFFECT)
    assert storm.digests() == [{0: ["alert-2"], 1: ["alert-1"]}]


def test_until_it_is_heard_again_it_stays_where_it_was_heard_first(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(FIRST_AFTER_S)
    storm.tells(1, EventKind.NO_EFFECT)
    assert storm.digests(WAVE_S - EVERY_S) == [{0: ["alert-1"]}]
    assert storm.digests(2 * EVERY_S)[-1] == {0: [], 1: ["alert-1"]}


def test_other_news_of_an_open_incident_is_not_heard_as_another_one(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    storm.tells(1, EventKind.BLIND)
    assert storm.digests() == [{0: ["alert-1"]}]


def test_what_comes_back_after_its_end_is_heard_again(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    storm.over(1)
    storm.digests()
    storm.tells(1)
    assert storm.digests() == [{0: [], 1: ["alert-1"]}]


def test_what_came_back_between_two_digests_leaves_the_wave_that_it_was_in(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    storm.over(1)
    storm.tells(1)
    assert storm.digests() == [{0: [], 1: ["alert-1"]}]


def test_what_another_replica_stored_while_the_digest_was_made_is_heard_as_another_wave(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    storm.tells(2)
    with storm.stores.database.transaction() as connection:  # numbered before the digest was made, committed after it
        connection.execute(update(messages).where(messages.c.event_key == f"{storm.told}").values(id=0))
    assert storm.digests() == [{0: ["alert-1"], 1: ["alert-2"]}]


def test_what_another_replica_commits_while_a_digest_is_sent_has_another_digest_sent(storm: Storm) -> None:
    storm.tells(1)
    storm.clock.advance(FIRST_AFTER_S)
    storm.stores.outbox.sent(_claimed(storm))  # the first incident, which is not folded
    made = _claimed(storm)
    digest = storm.stores.outbox.digest(made)
    assert digest is not None
    with ThreadPoolExecutor(1) as postman:
        with storm.stores.database.transaction() as connection:
            row = connection.execute(select(messages).where(messages.c.thread == "alert-1")).one()
            late = {**row._mapping, "id": 0, "event_key": "late", "thread": "alert-2", "episode_id": storm.episodes[2]}
            connection.execute(insert(messages).values(**late))
            ensure_digest(connection, digest.storm, "pagerduty", "default", storm.clock.now())
            sent = postman.submit(storm.stores.outbox.sent, made, digest)
            wait([sent], timeout=0.3)  # it waits for us, or has not seen what we are about to commit
        sent.result()
    assert len(storm.digests()) == 1


def test_what_was_over_before_its_first_digest_opens_nothing(storm: Storm) -> None:
    storm.tells(1)
    storm.over(1)
    assert storm.digests(FIRST_AFTER_S) == [{}]


def test_a_storm_that_an_earlier_version_told_of_goes_on_as_one_wave(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    with storm.stores.database.transaction() as connection:
        told = messages.c.kind == DIGEST
        connection.execute(update(messages).where(told).values(body={COVERS: 10}))
    storm.over(1)
    assert storm.digests() == [{0: []}]


def test_a_digest_that_was_not_taken_is_told_as_the_same_wave(storm: Storm) -> None:
    storm.tells(1)
    storm.clock.advance(FIRST_AFTER_S)
    message = storm.stores.outbox.claim("pagerduty")
    while message is not None and message.digest is None:
        storm.stores.outbox.sent(message)
        message = storm.stores.outbox.claim("pagerduty")
    assert message is not None
    storm.stores.outbox.digest(message)
    storm.stores.outbox.retry(message, "down", None)
    storm.tells(2)
    assert storm.digests(EVERY_S)[0] == {0: ["alert-1", "alert-2"]}


def test_a_digest_that_was_buried_is_not_told_after_a_newer_one(storm: Storm) -> None:
    storm.tells(1)
    storm.clock.advance(FIRST_AFTER_S)
    storm.stores.outbox.sent(_claimed(storm))  # the first incident, which is not folded
    buried = _claimed(storm)
    storm.stores.outbox.bury(buried, "HTTP 400")
    assert storm.stores.outbox.retry_dead(buried.id) == ""
    storm.stores.outbox.bury(_claimed(storm), "HTTP 400")
    storm.tells(2)
    storm.digests(WAVE_S)
    assert storm.stores.outbox.retry_dead(buried.id) == "a later one tells of the same storm"


def _claimed(storm: Storm) -> Message:
    message = storm.stores.outbox.claim("pagerduty")
    assert message is not None
    return message


def test_a_clock_that_was_set_back_keeps_no_wave_waiting(storm: Storm) -> None:
    storm.tells(1)
    storm.digests(WAVE_S)
    storm.clock.advance(-4 * 3600)
    storm.tells(2)
    assert storm.digests()[-1] == {0: ["alert-1"], 1: ["alert-2"]}
