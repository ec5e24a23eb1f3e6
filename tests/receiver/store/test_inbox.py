from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import update

from receiver.clock import FrozenClock
from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import TemporaryError
from receiver.store.schema import episodes
from tests.support.builders import NOW_S, alert
from tests.support.postgresql import Postgresql
from tests.support.stores import Stores, open_stores


def _states(stores: Stores) -> list[tuple[str, str]]:
    return [(status, state) for status, state in stores.rows("SELECT status, state FROM episodes ORDER BY id")]


def _resolved(one: Alert) -> Alert:
    return replace(one, status=AlertStatus.RESOLVED)


def _finished(stores: Stores) -> None:
    episode = stores.episodes.claim()
    assert episode is not None
    stores.episodes.close(episode)


def test_an_accepted_alert_is_an_open_episode_with_all_that_was_told(stores: Stores) -> None:
    one = alert()
    stores.inbox.accept([one])
    episode = stores.episodes.claim()
    assert episode is not None
    assert one == episode.alert
    assert (episode.first_seen_s, episode.last_seen_s, episode.attempts) == (NOW_S, NOW_S, 0)


def test_an_accepted_alert_survives_the_process(tmp_path: Path, clock: FrozenClock) -> None:
    before = open_stores(tmp_path / "receiver.db", clock)
    before.inbox.accept([alert()])
    before.database.close()
    after = open_stores(tmp_path / "receiver.db", clock)
    assert after.episodes.depth() == 1
    after.database.close()


def test_a_repeat_is_the_same_episode_seen_later(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    clock.advance(300)
    stores.inbox.accept([alert(annotations={"summary": "newer words"})])
    episode = stores.episodes.claim()
    assert episode is not None
    assert _states(stores) == [("firing", "open")]
    assert (episode.first_seen_s, episode.last_seen_s) == (NOW_S, NOW_S + 300)
    assert episode.alert.annotations == {"summary": "newer words"}


def test_a_repeat_does_not_hurry_an_episode_that_waits(stores: Stores, clock: FrozenClock) -> None:
    stores.episodes.look_again(stores.accepted(alert()), after_s=600)
    clock.advance(10)
    stores.inbox.accept([alert()])
    assert stores.episodes.claim() is None


def test_the_other_peer_with_a_moved_start_is_the_same_episode(stores: Stores) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([alert(starts_at_s=NOW_S - 45)])
    assert _states(stores) == [("firing", "open")]


def test_resolved_before_it_was_ever_seen_firing_is_nothing_to_do(stores: Stores) -> None:
    stores.inbox.accept([alert("resolved")])
    assert _states(stores) == []


def test_a_resolved_alert_makes_its_episode_due_at_once(stores: Stores) -> None:
    stores.episodes.look_again(stores.accepted(alert()), after_s=600)
    stores.inbox.accept([_resolved(alert())])
    episode = stores.episodes.claim()
    assert episode is not None
    assert AlertStatus.RESOLVED is episode.alert.status


def test_resolved_three_times_is_resolved_once(stores: Stores) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([_resolved(alert())])
    _finished(stores)
    for _ in range(2):
        stores.inbox.accept([_resolved(alert())])
    assert _states(stores) == [("resolved", "closed")]


def test_firing_again_before_the_end_was_worked_on_keeps_the_episode_alive(stores: Stores) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([_resolved(alert())])
    stores.inbox.accept([alert()])
    assert _states(stores) == [("firing", "open")]


def test_an_old_firing_after_resolved_reopens_rather_than_being_lost(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([_resolved(alert())])
    _finished(stores)
    clock.advance(15)
    stores.inbox.accept([alert()])
    assert _states(stores) == [("firing", "open")]
    assert stores.episodes.claim() is not None


def test_firing_that_began_after_the_end_is_a_new_life(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([_resolved(alert())])
    _finished(stores)
    clock.advance(600)
    stores.inbox.accept([alert(starts_at_s=clock.now() - 5)])
    assert _states(stores) == [("resolved", "closed"), ("firing", "open")]


def test_a_life_after_resolved_before_firing(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert("resolved")])
    clock.advance(600)
    stores.inbox.accept([alert(starts_at_s=clock.now() - 5)])
    assert _states(stores) == [("firing", "open")]


@pytest.mark.parametrize(("ended_s", "status"), [(-1.0, "firing"), (0.0, "resolved"), (None, "resolved")])
def test_the_end_of_an_earlier_life_that_comes_late_ends_no_later_one(
    stores: Stores, ended_s: float | None, status: str
) -> None:
    started = alert(starts_at_s=NOW_S)
    stores.inbox.accept([started])
    stores.inbox.accept([replace(_resolved(started), ends_at_s=None if ended_s is None else NOW_S + ended_s)])
    assert _states(stores) == [(status, "open")]


@pytest.mark.parametrize("worked_on", [False, True])
@pytest.mark.parametrize(("began_s", "status"), [(30.0, "firing"), (-60.0, "resolved")])
def test_the_end_of_the_life_before_that_a_lagging_peer_tells_does_not_end_what_fires_again(
    stores: Stores, clock: FrozenClock, worked_on: bool, began_s: float, status: str
) -> None:
    end = replace(_resolved(alert()), ends_at_s=NOW_S + 10)
    stores.inbox.accept([alert()])
    clock.advance(40)
    stores.inbox.accept([end])
    if worked_on:
        _finished(stores)
    stores.inbox.accept([alert(starts_at_s=NOW_S + began_s)])
    stores.inbox.accept([end])
    assert _states(stores) == [(status, "open")]


def test_a_peer_that_saw_it_begin_earlier_does_not_set_its_beginning_back(stores: Stores) -> None:
    stores.inbox.accept([alert(starts_at_s=NOW_S)])
    stores.inbox.accept([alert(starts_at_s=NOW_S - 60)])
    stores.inbox.accept([replace(_resolved(alert()), ends_at_s=NOW_S - 30)])
    assert _states(stores) == [("firing", "open")]


def test_a_resent_alert_reopens_an_episode_in_the_dead_letter_with_fresh_attempts(stores: Stores) -> None:
    episode = stores.accepted(alert())
    stores.episodes.close(episode, state="dead", error="a surprise")
    stores.inbox.accept([alert()])
    reopened = stores.episodes.claim()
    assert reopened is not None
    assert (episode.id, 0) == (reopened.id, reopened.attempts)


def test_alerts_of_one_group_are_told_apart_by_fingerprint(stores: Stores) -> None:
    stores.inbox.accept([alert(fingerprint="aa"), alert(fingerprint="bb"), _resolved(alert(fingerprint="cc"))])
    stores.inbox.accept([_resolved(alert(fingerprint="bb"))])
    assert _states(stores) == [("firing", "open"), ("resolved", "open")]


def test_no_alerts_are_accepted_without_a_word(stores: Stores) -> None:
    stores.inbox.accept([])
    assert _states(stores) == []


def test_all_or_nothing_when_one_alert_cannot_be_stored(stores: Stores) -> None:
    unstorable = alert(fingerprint="bb", labels={"forecast": object()})
    with pytest.raises(Exception, match="Unable to serialize"):
        stores.inbox.accept([alert(fingerprint="aa"), unstorable])
    assert _states(stores) == []


def test_a_full_backlog_refuses_new_alerts_as_a_whole(tmp_path: Path, clock: FrozenClock) -> None:
    stores = open_stores(tmp_path / "full.db", clock, max_backlog=2)
    stores.inbox.accept([alert(fingerprint="aa"), alert(fingerprint="bb")])
    with pytest.raises(TemporaryError, match="backlog full: 2 open episodes"):
        stores.inbox.accept([alert(fingerprint="cc"), alert(fingerprint="aa", annotations={"told": "later"})])
    assert stores.rows("SELECT fingerprint FROM episodes ORDER BY fingerprint") == [("aa",), ("bb",)]
    assert stores.rows("SELECT 1 FROM episodes WHERE annotations LIKE '%later%'") == []
    stores.database.close()


def test_a_full_backlog_still_takes_what_makes_it_no_longer(tmp_path: Path, clock: FrozenClock) -> None:
    stores = open_stores(tmp_path / "full.db", clock, max_backlog=1)
    stores.inbox.accept([alert()])
    stores.inbox.accept([alert()])
    stores.inbox.accept([_resolved(alert())])
    assert _states(stores) == [("resolved", "open")]
    stores.database.close()


def test_the_same_alert_from_many_threads_is_one_episode(stores: Stores) -> None:
    together = Barrier(8)

    def peer() -> None:
        together.wait()
        stores.inbox.accept([alert()])

    threads = [Thread(target=peer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _states(stores) == [("firing", "open")]


def test_quarantine_keeps_the_body_with_the_reason(stores: Stores) -> None:
    stores.inbox.quarantine(b"{broken", "not JSON")
    assert stores.rows("SELECT received_s, reason, body FROM quarantine") == [(NOW_S, "not JSON", b"{broken")]


def test_quarantine_keeps_the_beginning_of_a_large_body(stores: Stores) -> None:
    stores.inbox.quarantine(b"x" * 100_000, "too odd")
    assert stores.rows("SELECT length(body) FROM quarantine") == [(65_536,)]


def test_quarantine_is_bounded_and_the_oldest_give_way(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
            "INSERT INTO quarantine (received_s, reason, body) SELECT i, 'old', '' FROM n"
        )
    stores.inbox.quarantine(b"new", "newest")
    assert stores.rows("SELECT count(*), min(received_s), max(received_s) FROM quarantine") == [(1000, 2.0, NOW_S)]


def test_a_repeat_does_not_change_what_an_episode_is_about(stores: Stores) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([alert(labels={"forecast": "another", "namespace": "elsewhere"})])
    episode = stores.episodes.claim()
    assert episode is not None
    assert alert().labels == episode.alert.labels


def test_what_another_replica_closes_at_the_same_moment_is_not_half_reopened(
    postgresql: Postgresql, clock: FrozenClock
) -> None:
    stores = open_stores(postgresql.database(), clock)
    episode = stores.accepted(alert())
    repeated = Thread(target=stores.inbox.accept, args=([alert()],))
    with stores.database.transaction() as closing:
        closing.execute(update(episodes).where(episodes.c.id == episode.id).values(state="closed", ends_at_s=NOW_S))
        repeated.start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        pause = Event()
        assert any(stores.rows(waiting) == [(1,)] or pause.wait(0.02) for _ in range(500))
    repeated.join()
    assert stores.rows("SELECT status, state FROM episodes") == [("firing", "open")]
    stores.database.close()
