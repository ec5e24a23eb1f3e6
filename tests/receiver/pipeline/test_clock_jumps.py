"""Somebody sets the clock while a loan is out: what cannot be judged is not given back, and no later wait grows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.jumping import JumpingClock
from tests.support.line import BACK_S, LEASE_S, STANDS, Line, World, leased, replicas_of
from tests.support.source import FakeSource


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def lent(tmp_path: Path, clock: JumpingClock) -> Iterator[Line]:
    world = World(tmp_path / "receiver.db", clock, source=FakeSource(shape=STANDS))
    world.deploy()
    line = Line(world)
    leased(line)
    yield line
    line.stop()


def test_a_clock_that_was_set_forward_gives_no_loan_back_that_nobody_could_judge(
    lent: Line, clock: JumpingClock
) -> None:
    clock.jumped_s = lent.world.source.age_s = 4 * LEASE_S  # what Prometheus has is of the true time
    lent.run_for(600, step_s=60)
    assert (lent.state(), replicas_of(lent.world)) == ("leased", 3)


def test_a_clock_that_was_set_forward_once_makes_no_later_wait_for_data_longer(lent: Line, clock: JumpingClock) -> None:
    clock.jumped_s = lent.world.source.age_s = 24 * LEASE_S
    lent.run_for(60)
    lent.world.source.age_s, lent.world.source.shape = 0.0, STANDS  # Prometheus' clock was set, too
    lent.run_for(LEASE_S, step_s=60)
    assert lent.state() == "leased"
    lent.world.source.shape = None
    lent.run_for(4 * LEASE_S + BACK_S, step_s=300)
    assert lent.state() == "given_back"
