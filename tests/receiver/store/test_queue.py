from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from prometheus_client import REGISTRY

from receiver.clock import FrozenClock
from receiver.domain.claim import Claim
from receiver.domain.decision import Decision
from receiver.domain.episode import Episode
from receiver.domain.message import Rendered
from receiver.domain.remediation import State
from receiver.errors import ClaimLostError
from receiver.policy.budget import Budgets
from receiver.store import Letter, queue
from tests.support.builders import NOW_S, alert, assessment, event, plan
from tests.support.past import LONG_AGO_S, fill
from tests.support.postgresql import Postgresql
from tests.support.stores import Stores, open_stores


@pytest.mark.parametrize(("attempts", "wait_s"), [(1, 1.0), (2, 2.0), (4, 10.0), (6, 60.0), (7, 60.0), (1000, 60.0)])
def test_the_wait_grows_with_the_failures_in_a_row_up_to_a_minute_and_is_never_quite_the_same(
    attempts: int, wait_s: float
) -> None:
    waits = [queue.backoff_s(attempts, None) for _ in range(50)]
    assert 0.75 * wait_s <= min(waits) < max(waits) <= wait_s


@pytest.mark.parametrize(("asked_s", "least_s", "most_s"), [(0.0, 1.5, 2.0), (1.9, 1.9, 2.0), (90.0, 90.0, 90.0)])
def test_what_the_peer_asked_for_is_a_minimum(asked_s: float, least_s: float, most_s: float) -> None:
    assert least_s <= queue.backoff_s(2, asked_s) <= most_s


def test_nothing_due_is_nothing_claimed(stores: Stores) -> None:
    assert stores.episodes.claim() is None


def test_the_row_that_is_due_longest_comes_first(stores: Stores, clock: FrozenClock) -> None:
    for fingerprint in ("bb", "aa", "cc"):
        stores.inbox.accept([alert(fingerprint=fingerprint)])
        clock.advance(1)
    claimed = [stores.episodes.claim() for _ in range(4)]
    assert [one.alert.fingerprint if one else None for one in claimed] == ["bb", "aa", "cc", None]


def test_a_claimed_row_is_left_alone_until_the_claim_ends(stores: Stores, clock: FrozenClock) -> None:
    crashed = stores.accepted(alert())
    clock.advance(queue.CLAIM_S - 1)
    assert stores.episodes.claim() is None
    clock.advance(1)
    taken_up = stores.episodes.claim()
    assert taken_up is not None
    assert crashed.id == taken_up.id


def test_a_row_put_back_is_due_at_its_time_and_not_before(stores: Stores, clock: FrozenClock) -> None:
    stores.episodes.look_again(stores.accepted(alert()), after_s=20)
    clock.advance(19)
    assert stores.episodes.claim() is None
    clock.advance(1)
    assert stores.episodes.claim() is not None


def test_threads_never_claim_the_same_row(stores: Stores) -> None:
    stores.inbox.accept([alert(fingerprint=f"{number:x}") for number in range(40)])
    together = Barrier(4)
    claimed: list[int] = []

    def worker() -> None:
        together.wait()
        while (episode := stores.episodes.claim()) is not None:
            claimed.append(episode.id)

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(range(1, 41)) == sorted(claimed)


def _taken_over(stores: Stores, clock: FrozenClock) -> Episode:
    """The claim of somebody who slept past its end, while another took the episode."""
    stores.inbox.accept([alert()])
    slept = stores.episodes.claim()
    clock.advance(queue.CLAIM_S)
    assert stores.episodes.claim() is not None
    assert slept is not None
    return slept


LATE: dict[str, Callable[[Stores, Episode], object]] = {
    "look again": lambda stores, late: stores.episodes.look_again(late, 20),
    "retry": lambda stores, late: stores.episodes.retry(late, "failed", None),
    "close": lambda stores, late: stores.episodes.close(late),
    "record": lambda stores, late: stores.episodes.record(late, assessment(), Decision(plan(), None), "abc123"),
    "renew": lambda stores, late: stores.episodes.renew(late),
    "act": lambda stores, late: stores.remediations.claim_intent(
        late, plan(), forecast="memory", cooldown_s=1, lease_s=3600, budgets=Budgets()
    ),
    "ask": lambda stores, late: stores.approvals.ask(late, plan(), NOW_S + 3600),
    "tell": lambda stores, late: stores.outbox.put(event(), [Letter("slack", "#sre", Rendered({}))], _of(late.claim)),
}


@pytest.mark.parametrize("write", LATE.values(), ids=LATE.keys())
def test_whoever_slept_past_the_end_of_a_claim_writes_nothing_any_more(
    stores: Stores, clock: FrozenClock, write: Callable[[Stores, Episode], object]
) -> None:
    slept = _taken_over(stores, clock)
    before = _everything(stores)
    with pytest.raises(ClaimLostError, match="episodes 1 is worked on by somebody else"):
        write(stores, slept)
    assert before == _everything(stores)


def test_a_remediation_is_refused_to_whoever_slept_too(stores: Stores, clock: FrozenClock) -> None:
    claimed = stores.intended(stores.accepted(alert()))
    clock.advance(queue.CLAIM_S)
    assert stores.remediations.claim_due() == claimed
    for late in (
        lambda: stores.remediations.acted(claimed, "done", 120),
        lambda: stores.remediations.ended(claimed, State.FAILED, "refused"),
        lambda: stores.remediations.retry(claimed, "failed", None),
        lambda: stores.remediations.renew_claim(claimed),
    ):
        with pytest.raises(ClaimLostError):
            late()
    assert stores.rows("SELECT state, attempts FROM remediations") == [("intended", 0)]


def test_a_message_that_another_sends_by_now_is_not_marked_by_the_first(stores: Stores, clock: FrozenClock) -> None:
    stores.accepted(alert())
    stores.tell(event(), "slack", "#sre", Rendered({}))
    slept = stores.outbox.claim("slack")
    clock.advance(queue.CLAIM_S)
    assert stores.outbox.claim("slack") is not None
    assert slept is not None
    with pytest.raises(ClaimLostError):
        stores.outbox.sent(slept)
    assert stores.rows("SELECT state FROM messages") == [("pending",)]


def test_a_claim_that_is_renewed_is_not_taken(stores: Stores, clock: FrozenClock) -> None:
    held = stores.accepted(alert())
    for _ in range(5):
        clock.advance(queue.CLAIM_S / 2)
        held = stores.episodes.renew(held)
        assert stores.episodes.claim() is None
    stores.episodes.look_again(held, 0)
    assert stores.rows("SELECT claimed_by, interruptions FROM episodes") == [("", 0)]


def test_a_fresh_claim_is_renewed_without_writing(stores: Stores) -> None:
    held = stores.accepted(alert())
    assert held.claim == stores.episodes.renew(held).claim


def test_work_that_was_interrupted_is_counted_until_it_succeeds(stores: Stores, clock: FrozenClock) -> None:
    before = REGISTRY.get_sample_value("receiver_reexecutions_total", {"queue": "episodes"}) or 0.0
    stores.inbox.accept([alert()])
    found = []
    for _ in range(3):
        claimed = stores.episodes.claim()
        found.append(_of(claimed.claim if claimed else None).interruptions)
        clock.advance(queue.CLAIM_S)
    assert found == [0, 1, 2]
    assert REGISTRY.get_sample_value("receiver_reexecutions_total", {"queue": "episodes"}) == before + 2
    finished = stores.episodes.claim()
    assert finished is not None
    stores.episodes.look_again(finished, 0)
    again = stores.episodes.claim()
    assert again is not None
    assert _of(again.claim).interruptions == 0


def test_overdue_is_counted_from_when_work_was_first_due_through_all_failures(
    stores: Stores, clock: FrozenClock
) -> None:
    stores.inbox.accept([alert()])
    due_s = clock.now()
    for _ in range(3):
        clock.advance(100)
        episode = stores.episodes.claim()
        assert episode is not None
        assert _of(episode.claim).overdue_since_s == due_s
        stores.episodes.retry(episode, "Prometheus is slow", None)


def test_a_claim_from_before_the_clock_was_set_back_holds_nobody_up(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    clock.advance(24 * 3600)
    assert stores.episodes.claim() is not None
    clock.advance(-24 * 3600)
    assert stores.episodes.claim() is not None


def test_what_a_stopping_process_gives_up_another_takes_at_once_and_it_writes_no_more(
    stores: Stores, clock: FrozenClock
) -> None:
    stopping, other = open_stores(stores.url, clock), open_stores(stores.url, clock)
    stopping.inbox.accept([alert(fingerprint="aa")])
    held = stopping.episodes.claim()
    stopping.inbox.accept([alert(fingerprint="bb")])
    others = other.episodes.claim()
    assert held is not None
    assert others is not None
    assert stopping.release() == 1
    with pytest.raises(ClaimLostError):
        stopping.episodes.look_again(held, 20)
    other.episodes.look_again(others, 20)
    taken_up = other.episodes.claim()
    assert taken_up is not None
    assert (taken_up.id, _of(taken_up.claim).interruptions) == (held.id, 0)
    for opened in (stopping, other):
        opened.database.close()


def _of(claim: Claim | None) -> Claim:
    assert claim is not None
    return claim


def _everything(stores: Stores) -> list[list[tuple[Any, ...]]]:
    return [stores.rows(f"SELECT * FROM {table}") for table in ("episodes", "evaluations", "messages", "remediations")]


def test_what_is_suspected_of_killing_the_process_is_claimed_alone(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert(fingerprint=fingerprint) for fingerprint in ("aa", "bb", "cc")])
    for _ in range(queue.SUSPECT + 1):
        stores.episodes.claim()  # the first, and dies
        clock.advance(queue.CLAIM_S)
        if (batch := stores.episodes.claim_many(10)) and len(batch) > 1:
            stores.episodes.release(batch[1:])
        clock.advance(queue.CLAIM_S)
    batches = [[one.alert.fingerprint for one in stores.episodes.claim_many(10)] for _ in range(2)]
    assert batches == [["aa"], ["bb", "cc"]]


def test_what_was_claimed_and_not_begun_is_free_again_and_nothing_happened_to_it(stores: Stores) -> None:
    stores.inbox.accept([alert(fingerprint=fingerprint) for fingerprint in ("aa", "bb")])
    stores.episodes.release(stores.episodes.claim_many(10))
    again = stores.episodes.claim_many(10)
    assert [_of(one.claim).interruptions for one in again] == [0, 0]


def test_a_message_is_found_among_thousands_that_wait_however_few_did_before(
    postgresql: Postgresql, clock: FrozenClock
) -> None:
    """PostgreSQL that remembers a month in which hardly a message waited takes each that waits for the only one: it had
    compared all with all, three seconds for each of 6,000."""
    stores = open_stores(postgresql.database(), clock)
    fill(stores, 3000, at_s=LONG_AGO_S)
    with stores.database.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE messages SET (autovacuum_enabled = false)")
        connection.exec_driver_sql("ANALYZE messages")
        connection.exec_driver_sql("UPDATE messages SET state = 'pending' WHERE id <= 1000")
    before = _entries_read(stores)
    assert stores.outbox.claim("slack") is not None
    assert _entries_read(stores) - before < 20 * 1000
    stores.database.close()


def _entries_read(stores: Stores) -> int:
    """How many entries of the messages' indexes PostgreSQL has read so far."""
    with stores.database.reading() as connection:
        connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
    [(count,)] = stores.rows("SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'messages'")
    return int(count)
