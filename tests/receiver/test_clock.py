import time

from receiver.clock import FrozenClock, SystemClock


def test_the_system_clock_tells_the_time() -> None:
    before = time.time()
    assert before <= SystemClock().now() <= time.time()


def test_a_frozen_clock_moves_only_when_told_to() -> None:
    clock = FrozenClock(100.0)
    assert (clock.now(), clock.now()) == (100.0, 100.0)
    clock.advance(2.5)
    assert clock.now() == 102.5
