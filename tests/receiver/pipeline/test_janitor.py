from receiver.clock import FrozenClock
from receiver.domain.spell import Spell
from receiver.pipeline.janitor import KEEP_PREDICTIONS_S, KEEP_S, Janitor
from tests.support.builders import alert, event
from tests.support.jumping import JumpingClock
from tests.support.stores import Stores, open_stores


def _episodes(stores: Stores) -> int:
    [(count,)] = stores.rows("SELECT count(*) FROM episodes")
    return int(count)


def test_what_is_over_for_a_month_is_forgotten(stores: Stores, clock: FrozenClock) -> None:
    stores.episodes.close(stores.accepted(alert()))
    clock.advance(KEEP_S)
    assert not Janitor(stores, ["slack"], clock).step()
    assert _episodes(stores) == 1
    clock.advance(1)
    assert not Janitor(stores, ["slack"], clock).step()
    assert _episodes(stores) == 0


def test_it_looks_once_an_hour(stores: Stores, clock: FrozenClock) -> None:
    clock.advance(KEEP_S)
    janitor = Janitor(stores, ["slack"], clock)
    janitor.step()
    stores.episodes.close(stores.accepted(alert()))
    clock.advance(KEEP_S + 1)
    janitor.step()
    assert _episodes(stores) == 0
    stores.episodes.close(stores.accepted(alert(fingerprint="bb")))
    with_month_old = "UPDATE episodes SET last_seen_s = 0"
    with stores.database.transaction() as connection:
        connection.exec_driver_sql(with_month_old)
    clock.advance(3599)
    janitor.step()
    assert _episodes(stores) == 1
    clock.advance(1)
    janitor.step()
    assert _episodes(stores) == 0


def test_a_clock_that_was_set_back_postpones_nothing(database_url: str) -> None:
    clock = JumpingClock()
    stores = open_stores(database_url, clock)
    stores.episodes.close(stores.accepted(alert()))
    clock.jumped_s = 5 * KEEP_S  # an episode of the past, seen by a clock that is put right again
    with stores.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE episodes SET last_seen_s = 0")
    janitor = Janitor(stores, ["slack"], clock)
    janitor.step()
    stores.episodes.close(stores.accepted(alert(fingerprint="bb")))
    clock.jumped_s = 0.0
    with stores.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE episodes SET last_seen_s = 0")
    clock.advance(3600)
    janitor.step()
    assert _episodes(stores) == 0
    stores.database.close()


def test_what_scorecards_are_counted_from_is_kept_for_three_months(stores: Stores, clock: FrozenClock) -> None:
    at_s = clock.now()
    stores.breaches.note("memory", ["critical"], {"pod": "web-1"}, Spell(at_s, at_s), 600.0)
    for seconds, kept in ((KEEP_PREDICTIONS_S, 1), (1.0, 0)):
        clock.advance(seconds)
        Janitor(stores, ["slack"], clock).step()
        assert len(stores.breaches.between("memory", "critical", 0.0, at_s + 1)) == kept


def test_what_waits_for_a_notifier_that_was_taken_away_is_buried_and_waits_no_more(
    stores: Stores, clock: FrozenClock
) -> None:
    """The mail server was down for good, so somebody took RECEIVER_SMTP_URL away: the queue must not look stuck for ever."""
    stores.accepted(alert())
    for notifier in ("email", "slack"):
        assert stores.told(event(), notifier)
    clock.advance(2 * 86_400.0)
    Janitor(stores, ["slack"], clock).step()
    assert stores.outbox.depth() == 2
    clock.advance(1)
    Janitor(stores, ["slack"], clock).step()
    assert (stores.outbox.depth(), stores.outbox.dead_count()) == (1, 1)
    [letter] = stores.outbox.dead()
    assert letter.error == "no notifier of this name is configured any more"
