from threading import Barrier, Thread

import pytest

from receiver.clock import FrozenClock
from receiver.store import queue
from tests.support.builders import alert
from tests.support.stores import Stores


@pytest.mark.parametrize(("attempts", "wait_s"), [(1, 1.0), (2, 2.0), (4, 10.0), (6, 60.0), (7, 60.0), (1000, 60.0)])
def test_the_wait_grows_with_the_failures_in_a_row_up_to_a_minute(attempts: int, wait_s: float) -> None:
    assert wait_s == queue.backoff_s(attempts, None)


@pytest.mark.parametrize(("asked_s", "wait_s"), [(0.0, 2.0), (1.0, 2.0), (90.0, 90.0)])
def test_what_the_peer_asked_for_is_a_minimum(asked_s: float, wait_s: float) -> None:
    assert wait_s == queue.backoff_s(2, asked_s)


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
