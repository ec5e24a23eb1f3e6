from concurrent.futures import ThreadPoolExecutor

from receiver.clock import FrozenClock
from receiver.store.births import birth_of
from tests.support.builders import NOW_S
from tests.support.stores import Stores


def test_a_database_keeps_the_name_and_the_time_that_it_was_first_given(stores: Stores, clock: FrozenClock) -> None:
    first = stores.birth()
    clock.advance(86_400)
    assert (stores.birth(), first.at_s, len(first.id)) == (first, NOW_S, 8)


def test_replicas_that_ask_at_the_same_moment_agree(stores: Stores, clock: FrozenClock) -> None:
    with ThreadPoolExecutor(4) as replicas:
        asked = [replicas.submit(birth_of, stores.database, clock) for _ in range(4)]
    assert len({one.result() for one in asked}) == 1
