from pathlib import Path
from threading import Barrier, Event, Thread

from sqlalchemy.exc import IntegrityError

from receiver.clock import FrozenClock
from receiver.errors import TemporaryError
from receiver.store import advisory
from tests.support.postgresql import Postgresql
from tests.support.stores import Stores, open_stores


def test_acting_is_allowed_at_first(stores: Stores) -> None:
    assert stores.kill_switch.reason() == ""


def test_switched_on_it_says_why(stores: Stores) -> None:
    stores.kill_switch.turn_on("migration until 15:00")
    assert stores.kill_switch.reason() == "migration until 15:00"


def test_switched_on_without_a_reason_it_is_still_on(stores: Stores) -> None:
    stores.kill_switch.turn_on("")
    assert stores.kill_switch.reason() == "switched on by hand"


def test_switching_on_again_changes_the_reason(stores: Stores) -> None:
    stores.kill_switch.turn_on("first")
    stores.kill_switch.turn_on("second")
    assert stores.kill_switch.reason() == "second"


def test_switched_off_acting_is_allowed_again(stores: Stores) -> None:
    stores.kill_switch.turn_on("x")
    stores.kill_switch.turn_off()
    assert stores.kill_switch.reason() == ""


def test_another_process_sees_it_at_once(stores: Stores, clock: FrozenClock) -> None:
    other = open_stores(stores.url, clock)
    other.kill_switch.turn_on("from the command line")
    other.database.close()
    assert stores.kill_switch.reason() == "from the command line"


def test_turned_by_several_people_at_the_same_moment_it_is_turned_for_each_of_them(stores: Stores) -> None:
    together, failed = Barrier(8), list[Exception]()

    def person(number: int) -> None:
        together.wait()
        try:
            for turn in range(10):
                stores.kill_switch.turn_on(f"{number}, {turn}")
        except (IntegrityError, TemporaryError) as error:
            failed.append(error)

    people = [Thread(target=person, args=(number,)) for number in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert failed == []
    assert stores.kill_switch.reason().endswith(", 9")


def test_once_it_was_turned_on_nothing_is_claimed_that_has_not_seen_it(
    postgresql: Postgresql, clock: FrozenClock
) -> None:
    stores = open_stores(postgresql.database(), clock)
    turned = Thread(target=stores.kill_switch.turn_on, args=("stop",))
    with stores.database.transaction() as claiming:
        advisory.wait_for_claims(claiming)
        assert stores.kill_switch.reason_in(claiming) == ""
        turned.start()
        pause = Event()
        assert any(stores.kill_switch.reason() == "stop" or pause.wait(0.02) for _ in range(500))
        turned.join(0.3)
        assert turned.is_alive()
    turned.join()
    assert stores.kill_switch.reason() == "stop"
    stores.database.close()


def test_a_file_switches_acting_off_while_it_exists(tmp_path: Path, clock: FrozenClock) -> None:
    file = tmp_path / "stop"
    stores = open_stores(tmp_path / "receiver.db", clock, kill_switch_file=file)
    assert stores.kill_switch.reason() == ""
    file.touch()
    stores.kill_switch.turn_off()
    assert stores.kill_switch.reason() == "the file stop exists"
    file.unlink()
    assert stores.kill_switch.reason() == ""
    stores.database.close()


def test_a_file_that_cannot_be_looked_at_switches_acting_off(tmp_path: Path, clock: FrozenClock) -> None:
    stores = open_stores(tmp_path / "receiver.db", clock, kill_switch_file=tmp_path / ("x" * 300))
    expected = "whether the file that switches acting off exists cannot be told: File name too long"
    assert stores.kill_switch.reason() == expected
    stores.database.close()
