import pytest

from receiver.clock import FrozenClock
from receiver.domain.breach import Breach
from receiver.errors import PermanentError, ReceiverError, TemporaryError
from receiver.pipeline.breach_desk import STEP_S, BreachDesk
from receiver.policy.model import Policy
from tests.support import builders
from tests.support.builders import NOW_S
from tests.support.jumping import JumpingClock
from tests.support.metrics import counted
from tests.support.source import FakeLimits
from tests.support.stores import Stores

SERIES = (("forecast", "memory"), ("namespace", "shop"), ("pod", "web-1"))
POLICY = Policy(
    version="policy/v1", catalog_hash="abc123", forecasts={"disk": builders.entry(), "memory": builders.entry()}
)


def _desk(stores: Stores, limits: FakeLimits, clock: FrozenClock) -> BreachDesk:
    return BreachDesk(stores.breaches, POLICY, limits, clock)


def _breaches(stores: Stores) -> list[Breach]:
    return stores.breaches.between("memory", "critical", 0.0, NOW_S + 1e6)


def test_what_stood_at_its_limit_is_written_down_once_however_long_it_lasts(stores: Stores, clock: FrozenClock) -> None:
    limits = FakeLimits({"memory": {SERIES: [NOW_S + after_s for after_s in range(-1000, 2000, 60)]}})
    desk = _desk(stores, limits, clock)
    for _ in range(20):
        desk.step()
        clock.advance(STEP_S / 2)
    [found] = _breaches(stores)
    assert abs(found.at_s - (NOW_S - 1000)) <= STEP_S
    assert abs(found.until_s - (NOW_S + 2000)) <= STEP_S
    assert found.labels == dict(SERIES)


def test_each_step_is_looked_at_once_and_an_hour_back_at_the_start(stores: Stores, clock: FrozenClock) -> None:
    limits = FakeLimits()
    desk = _desk(stores, limits, clock)
    for _ in range(4):
        desk.step()
        clock.advance(STEP_S)
    memory = [(start_s, end_s) for forecast, start_s, end_s in limits.asked if forecast == "memory"]
    first_s, last_s = memory[0]
    assert last_s <= NOW_S - 20.0
    assert last_s - first_s == 3600.0 - STEP_S
    assert memory[1:] == [(last_s + number * STEP_S,) * 2 for number in (1, 2, 3)]


@pytest.mark.parametrize("jumped_s", [-4 * 3600.0, 4 * 3600.0])
def test_what_comes_after_the_clock_was_set_is_written_down_once(stores: Stores, jumped_s: float) -> None:
    """Set by hours, and back by as much later on."""
    clock = JumpingClock()
    reached = [NOW_S + after_s for after_s in range(1200, 1800, 60)]
    desk = _desk(stores, FakeLimits({"memory": {SERIES: reached}}), clock)
    for jump_s in (0.0, jumped_s, 0.0, 0.0, 0.0, 0.0, jumped_s, 0.0):
        clock.jumped_s = jump_s
        desk.step()
        clock.advance(STEP_S)
    [found] = _breaches(stores)
    assert abs(found.at_s - reached[0]) <= STEP_S
    assert abs(found.until_s - reached[-1]) <= STEP_S


@pytest.mark.parametrize(
    ("error", "asked"), [(TemporaryError("down"), ["disk"]), (PermanentError("too large"), ["disk", "memory"])]
)
def test_who_is_down_is_left_alone_and_asked_again_for_all_that_was_missed(
    stores: Stores, clock: FrozenClock, error: ReceiverError, asked: list[str]
) -> None:
    limits = FakeLimits({"memory": {SERIES: [NOW_S - 100.0]}}, errors={"disk": error})
    desk = _desk(stores, limits, clock)
    desk.step()
    assert [forecast for forecast, _, _ in limits.asked] == asked
    limits.errors.clear()
    clock.advance(STEP_S)
    desk.step()
    assert len(_breaches(stores)) == 1


def test_one_that_fails_every_time_keeps_the_others_waiting_once(stores: Stores, clock: FrozenClock) -> None:
    limits = FakeLimits({"memory": {SERIES: [NOW_S - 100.0]}}, errors={"disk": TemporaryError("takes too long")})
    desk = _desk(stores, limits, clock)
    for _ in range(3):
        desk.step()
        clock.advance(STEP_S)
    assert len(_breaches(stores)) == 1


def test_a_series_without_its_by_labels_is_nobodys(stores: Stores, clock: FrozenClock) -> None:
    limits = FakeLimits({"memory": {(("pod", "web-1"),): [NOW_S - 100.0]}})
    _desk(stores, limits, clock).step()
    assert _breaches(stores) == []


def test_new_ones_are_counted(stores: Stores, clock: FrozenClock) -> None:
    limits = FakeLimits({"memory": {SERIES: [NOW_S - 3000.0, NOW_S - 300.0]}})
    before = counted("receiver_breaches_total", forecast="memory")
    _desk(stores, limits, clock).step()
    _desk(stores, limits, clock).step()
    assert counted("receiver_breaches_total", forecast="memory") - before == 2.0


def test_nobody_looks_for_a_countdown_that_is_over_because_its_end_was_known(
    stores: Stores, clock: FrozenClock
) -> None:
    entries = {"certificate": builders.entry(kind="countdown"), "memory": builders.entry()}
    limits = FakeLimits()
    BreachDesk(stores.breaches, POLICY.model_copy(update={"forecasts": entries}), limits, clock).step()
    assert {forecast for forecast, _, _ in limits.asked} == {"memory"}
