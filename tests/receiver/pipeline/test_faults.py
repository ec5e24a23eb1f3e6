"""The store fails, or the clock jumps, in the middle of the work.

What must hold: nothing is accepted that is not stored, nothing is done that is not written down, nothing is done twice, and all
goes on by itself when the fault is over. While the store fails nobody can be told by message, because messages are rows, too:
the sender gets 503 (see the web's tests), and `receiver_stage_failures_total` counts for an alert on the receiver itself.
"""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress

import pytest

from receiver.errors import TemporaryError
from receiver.store.queue import CLAIM_S
from tests.support.builders import TARGET, alert
from tests.support.cluster import Deployed, FakeCluster
from tests.support.jumping import JumpingClock
from tests.support.line import LEASE_S, UP_AND_BACK, Line, World, acted, changes_of, leased, replicas_of
from tests.support.postgresql import Postgresql
from tests.support.source import rising, steady
from tests.support.stores import Stores

Fault = Callable[[Stores], AbstractContextManager[None]]


@contextmanager
def _locked(stores: Stores) -> Iterator[None]:
    """Somebody else holds the write lock for longer than we wait."""
    _pragma(stores, "busy_timeout = 10")
    other = sqlite3.connect(stores.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def _disk_full(stores: Stores) -> Iterator[None]:
    """No file can grow any more: the write-ahead log is longer than this already."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert stores.path.with_name(stores.path.name + "-wal").stat().st_size > _FULL_BYTES
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FULL_BYTES, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def _read_only(stores: Stores) -> Iterator[None]:
    _pragma(stores, "query_only = ON")
    yield
    _pragma(stores, "query_only = OFF")


_FULL_BYTES = 64 * 1024


def _pragma(stores: Stores, setting: str) -> None:
    with stores.database.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA {setting}")


@pytest.fixture(params=["locked", "disk full", "read-only", "server gone"])
def fault(request: pytest.FixtureRequest) -> Fault:
    if request.param != "server gone":
        return {"locked": _locked, "disk full": _disk_full, "read-only": _read_only}[request.param]
    server: Postgresql = request.getfixturevalue("postgresql")

    @contextmanager
    def gone(_: Stores) -> Iterator[None]:
        server.cluster.crash()
        yield
        server.cluster.start()

    return gone


@pytest.fixture
def world(request: pytest.FixtureRequest, world: World) -> World:
    """On the kind of database that the fault is of."""
    if "server gone" in request.node.name:
        world.path = request.getfixturevalue("postgresql").database()
    return world


def _one_round(line: Line) -> None:
    """What the worker's threads do: a desk that fails is tried again later."""
    for desk in line.desks.values():
        with suppress(TemporaryError):
            desk.step()


def test_while_the_store_fails_nothing_is_accepted_or_done_and_afterwards_all_of_it(line: Line, fault: Fault) -> None:
    line.accept(alert())
    with fault(line.stores):
        with pytest.raises(TemporaryError):
            line.accept(alert(fingerprint="d4e5f6"))
        _one_round(line)
        assert changes_of(line.world) == []
    line.world.clock.advance(CLAIM_S)
    line.accept(alert(fingerprint="d4e5f6"))
    line.settle()
    assert changes_of(line.world) == ["set_replicas 3"]
    assert line.world.slack.kinds() == ["acted"]
    assert line.stores.episodes.depth() == 2


class Struck(FakeCluster):
    """The fault strikes when the change has been made and is not written down yet."""

    strike: Callable[[], None] = staticmethod(lambda: None)

    def set_replicas(self, *arguments: object) -> None:
        super().set_replicas(*arguments)  # type: ignore[arg-type]
        self.strike()


def test_a_store_that_fails_between_the_change_and_its_record_makes_no_second_change(
    world: World, fault: Fault
) -> None:
    world.cluster = Struck()
    world.cluster.deploy(TARGET, "web-1", Deployed(1))
    line = Line(world)
    line.accept(alert())
    with ExitStack() as struck:
        world.cluster.strike = lambda: struck.enter_context(fault(line.stores))
        _one_round(line)
        assert replicas_of(world) == 3
    world.cluster.strike = lambda: None
    world.clock.advance(CLAIM_S)
    line.settle()
    assert changes_of(world) == ["set_replicas 3"]
    assert world.slack.kinds() == ["acted"]
    assert line.state() == "acted"
    line.stop()


DAY_S = 86_400.0


@pytest.mark.parametrize("by_s", [DAY_S, -DAY_S], ids=["a day forwards", "a day backwards"])
@pytest.mark.parametrize("reached", [Line.settle, acted, leased], ids=["before", "acted", "leased"])
def test_whenever_the_clock_jumps_one_change_is_made_and_given_back_and_told(
    world: World, reached: Callable[[Line], None], by_s: float
) -> None:
    clock = JumpingClock(world.clock.now())
    world.clock = clock
    line = Line(world)
    reached(line)
    clock.jumped_s = by_s
    line.settle()
    if reached is Line.settle:
        world.source.shape = rising(clock.now(), level=0.5, slope_per_s=0.0005)
        acted(line)
    world.source.shape = steady(0.5)
    line.run_for(DAY_S + 3 * LEASE_S, step_s=900.0)
    assert changes_of(world) == UP_AND_BACK
    assert [kind for kind in world.slack.kinds() if kind in ("acted", "given_back")] == ["acted", "given_back"]
    line.stop()
