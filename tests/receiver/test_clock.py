import time

from receiver.clock import FrozenClock, SystemClock


def test_the_system_clock_tells_the_time() -> None:
    before = time.time()
    assert before <= SystemClock().now() <= time.time()


def test_the_system_clock_tells_how_much_time_passes() -> None:
    before = time.monotonic()
    assert before <= SystemClock().monotonic() <= time.monotonic()


def test_a_frozen_clock_moves_only_when_told_to() -> None:
    clock = FrozenClock(100.0)
    assert (clock.now(), clock.now()) == (100.0, 100.0)
    clock.advance(2.5)
    assert clock.now() == 102.5


def test_on_a_frozen_clock_as_much_time_passes_as_it_moves() -> None:
    clock = FrozenClock()
    before = clock.monotonic()
    clock.advance(2.5)
    assert clock.monotonic() - before == 2.5
