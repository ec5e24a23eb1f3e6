import threading
from dataclasses import dataclass, field

import pytest
import structlog
from prometheus_client import REGISTRY

from receiver import telemetry
from receiver.clock import SystemClock
from receiver.errors import ClaimLostError, TemporaryError
from receiver.pipeline.worker import Worker
from tests.support.metrics import counted


@dataclass
class Pile:
    """A desk with some pieces of work; done when they are."""

    pieces: int
    done: threading.Event = field(default_factory=threading.Event)

    def step(self) -> bool:
        if self.pieces == 0:
            self.done.set()
            return False
        self.pieces -= 1
        return True


@dataclass
class Slow:
    """A desk whose one piece takes until it may finish."""

    begun: threading.Event = field(default_factory=threading.Event)
    may_finish: threading.Event = field(default_factory=threading.Event)
    finished: bool = False

    def step(self) -> bool:
        self.begun.set()
        self.may_finish.wait(5)
        self.finished = True
        return False


@dataclass
class Broken:
    """A desk that fails at every step."""

    error: Exception = field(default_factory=lambda: RuntimeError("a bug in a desk"))
    steps: int = 0
    failed: threading.Event = field(default_factory=threading.Event)

    def step(self) -> bool:
        self.steps += 1
        self.failed.set()
        raise self.error


def test_every_desk_works_until_nothing_is_due() -> None:
    desks = {"a": Pile(5), "b": Pile(3)}
    worker = Worker(desks, poll_s=0.01, clock=SystemClock())
    worker.start()
    assert all(desk.done.wait(5) for desk in desks.values())
    worker.stop(5)


def test_it_is_alive_between_start_and_stop_only() -> None:
    worker = Worker({"a": Pile(0)}, poll_s=0.01, clock=SystemClock())
    seen = [worker.alive()]
    worker.start()
    seen.append(worker.alive())
    worker.stop(5)
    assert [*seen, worker.alive()] == [False, True, False]


def test_a_desk_that_fails_stays_at_its_desk_and_the_others_go_on() -> None:
    broken, other = Broken(), Pile(3)
    worker = Worker({"broken": broken, "other": other}, poll_s=0.01, clock=SystemClock())
    worker.start()
    assert broken.failed.wait(5)
    assert other.done.wait(5)
    assert worker.alive()
    worker.stop(5)
    assert broken.steps == 1  # it pauses after a surprise instead of failing as fast as it can


def test_stopping_lets_a_desk_finish_the_piece_it_is_at() -> None:
    slow = Slow()
    worker = Worker({"slow": slow}, poll_s=0.01, clock=SystemClock())
    worker.start()
    assert slow.begun.wait(5)
    stopping = threading.Thread(target=worker.stop, args=(5,))
    stopping.start()
    slow.may_finish.set()
    stopping.join(5)
    assert slow.finished
    assert not worker.alive()


@dataclass
class Late:
    """A desk whose first piece somebody else took over meanwhile."""

    steps: int = 0
    went_on: threading.Event = field(default_factory=threading.Event)

    def step(self) -> bool:
        self.steps += 1
        if self.steps == 1:
            raise ClaimLostError("episodes 1 is worked on by somebody else")
        self.went_on.set()
        return False


def test_a_late_result_is_dropped_counted_and_the_desk_goes_on() -> None:
    late, labels = Late(), {"desk": "late"}
    worker = Worker({"late": late}, poll_s=0.01, clock=SystemClock())
    worker.start()
    assert late.went_on.wait(2)  # at once, not after the pause that follows a surprise
    worker.stop(5)
    assert REGISTRY.get_sample_value("receiver_claims_lost_total", labels) == 1


def test_desks_learn_that_they_shall_stop_while_they_are_at_a_piece() -> None:
    told, slow = threading.Event(), Slow()
    worker = Worker({"slow": slow}, poll_s=0.01, clock=SystemClock(), stopping=told)
    worker.start()
    assert slow.begun.wait(5)
    worker.stop(0)
    assert told.is_set()
    slow.may_finish.set()
    worker.stop(5)


def test_one_that_is_stopped_before_all_its_desks_sit_stops_all_the_same() -> None:
    worker = Worker({"pile": Pile(1)}, 0.01, SystemClock())
    worker.stop(1)
    worker.start()  # what was started too late ends by itself
    worker.stop(5)
    assert not worker.alive()


@pytest.mark.parametrize(
    ("error", "kind", "tracebacks"),
    [(TemporaryError("the store failed"), "temporary", 0), (RuntimeError("a bug"), "desk", 1)],
)
def test_a_store_that_is_gone_is_logged_without_a_traceback_and_is_no_bug_and_a_bug_with_one(
    error: Exception, kind: str, tracebacks: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """What counts as a bug is an alert that speaks of a traceback in the log."""
    kinds = ("temporary", "desk")
    before = {one: counted("receiver_stage_failures_total", stage="broken", kind=one) for one in kinds}
    telemetry.configure_logging("json")
    worker = Worker({"broken": (broken := Broken(error))}, poll_s=0.01, clock=SystemClock())
    worker.start()
    assert broken.failed.wait(10)
    worker.stop(10)
    structlog.reset_defaults()
    assert capsys.readouterr().err.count("Traceback") == tracebacks
    after = {one: counted("receiver_stage_failures_total", stage="broken", kind=one) for one in kinds}
    assert {one for one in kinds if after[one] > before[one]} == {kind}
