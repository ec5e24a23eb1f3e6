from receiver.clock import FrozenClock
from tests.support.builders import NOW_S
from tests.support.stores import Stores


def test_a_session_that_was_ended_stays_ended_and_no_other_one_is(stores: Stores) -> None:
    for _ in range(2):
        stores.ended_sessions.add("a", NOW_S + 60)
    assert [stores.ended_sessions.has(one) for one in ("a", "b")] == [True, False]


def test_what_is_over_by_itself_is_forgotten(stores: Stores, clock: FrozenClock) -> None:
    stores.ended_sessions.add("a", NOW_S + 60)
    clock.advance(60)
    stores.ended_sessions.add("b", NOW_S + 120)
    assert stores.rows("SELECT id FROM ended_sessions") == [("b",)]
