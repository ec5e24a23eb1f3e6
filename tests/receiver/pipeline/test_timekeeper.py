import pytest

from receiver.pipeline.timekeeper import Timekeeper
from tests.support.builders import alert
from tests.support.jumping import JumpingClock
from tests.support.stores import Stores, open_stores


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def waiting(database_url: str, clock: JumpingClock) -> Stores:
    """An episode that is to be looked at again in ten minutes."""
    stores = open_stores(database_url, clock)
    stores.episodes.look_again(stores.accepted(alert()), after_s=600)
    return stores


@pytest.mark.parametrize(("by_s", "due"), [(-3600.0, True), (-6.0, True), (-4.0, False), (0.0, False), (300.0, False)])
def test_when_the_clock_was_set_back_nobody_waits_for_a_time_that_is_long_gone(
    waiting: Stores, clock: JumpingClock, by_s: float, due: bool
) -> None:
    timekeeper = Timekeeper(waiting, clock)
    clock.jumped_s = by_s
    assert not timekeeper.step()
    assert (waiting.episodes.claim() is not None) == due
    waiting.database.close()


def test_it_hurries_once_per_jump(waiting: Stores, clock: JumpingClock) -> None:
    timekeeper = Timekeeper(waiting, clock)
    clock.jumped_s = -3600.0
    timekeeper.step()
    episode = waiting.episodes.claim()
    assert episode is not None
    waiting.episodes.look_again(episode, after_s=600)
    timekeeper.step()
    assert waiting.episodes.claim() is None
    waiting.database.close()
