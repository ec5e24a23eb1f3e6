from receiver.clock import FrozenClock
from receiver.web.attempts import FailedAttempts


def test_failures_are_counted_per_address(clock: FrozenClock) -> None:
    attempts = FailedAttempts(clock)
    assert [attempts.note(address) for address in ("a", "a", "b", "a")] == [1, 2, 1, 3]


def test_every_minute_begins_anew(clock: FrozenClock) -> None:
    attempts = FailedAttempts(clock)
    attempts.note("a")
    clock.advance(59)
    assert attempts.note("a") == 2
    clock.advance(1)
    assert attempts.note("a") == 1


def test_memory_is_bounded_and_the_longest_silent_are_forgotten(clock: FrozenClock) -> None:
    attempts = FailedAttempts(clock)
    for number in range(5000):
        attempts.note(str(number))
        attempts.note("often")
    assert len(attempts._seen) == 1024
    assert (attempts.note("often"), attempts.note("0"), attempts.note("4999")) == (5001, 1, 2)
