from collections.abc import Iterator
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from tests.support.line import Line, World
from tests.support.source import rising


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    """One replica that runs out in 1000 s, with the horizon at 1800 s."""
    made = World(tmp_path / "line.db", clock)
    made.deploy()
    made.source.shape = rising(clock.now(), level=0.5, slope_per_s=0.0005)
    return made


@pytest.fixture
def line(world: World) -> Iterator[Line]:
    made = Line(world)
    yield made
    made.stop()
