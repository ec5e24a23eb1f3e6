import threading
from collections.abc import Callable

import pytest

from receiver.errors import TemporaryError
from receiver.store.turns import Turns


class Writers:
    """Writers that wait for their turns behind one that holds it, and the order in which they came to it."""

    def __init__(self) -> None:
        self.turns = Turns(10.0)
        self.order: list[str] = []
        self._threads: list[threading.Thread] = []

    def wait(self, name: str, *, urgent: bool) -> None:
        """Let one more wait."""
        thread = threading.Thread(target=self._write, args=(name, urgent))
        self._threads.append(thread)
        before = self._waiting()
        thread.start()
        _eventually(lambda: self._waiting() == before + 1)

    def finished(self) -> list[str]:
        """The order, when all are through."""
        for thread in self._threads:
            thread.join(10)
        return self.order

    def _waiting(self) -> int:
        return sum(self.turns.waiting.values())

    def _write(self, name: str, urgent: bool) -> None:
        with self.turns.turn(urgent=urgent):
            self.order.append(name)


def _eventually(truth: Callable[[], bool]) -> None:
    pause = threading.Event()
    assert any(truth() or pause.wait(0.01) for _ in range(1000))


def test_who_has_a_sender_waiting_goes_before_all_desks_that_came_earlier() -> None:
    writers = Writers()
    with writers.turns.turn(urgent=False):
        for desk in ("desk 1", "desk 2", "desk 3"):
            writers.wait(desk, urgent=False)
        writers.wait("sender", urgent=True)
    assert writers.finished()[0] == "sender"


def test_senders_and_desks_take_turns_while_both_wait_so_that_neither_starves() -> None:
    writers = Writers()
    with writers.turns.turn(urgent=True):
        for _ in range(3):
            writers.wait("sender", urgent=True)
            writers.wait("desk", urgent=False)
    assert writers.finished() == ["desk", "sender"] * 3


def test_alone_either_goes_again_and_again() -> None:
    turns = Turns(0.1)
    for urgent in (True, True, False, False):
        with turns.turn(urgent=urgent):
            pass


def test_whoever_waits_too_long_is_told_and_holds_up_nobody() -> None:
    turns = Turns(0.05)
    with turns.turn(urgent=False), pytest.raises(TemporaryError, match="another write takes too long"):
        turns.turn(urgent=True).__enter__()
    with turns.turn(urgent=False):
        pass


def test_a_turn_that_fails_is_over() -> None:
    turns = Turns(0.05)
    with pytest.raises(ZeroDivisionError), turns.turn(urgent=True):
        raise ZeroDivisionError
    with turns.turn(urgent=True):
        pass
