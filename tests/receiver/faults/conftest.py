from collections.abc import Iterator
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from tests.support.outside import Line, opened


@pytest.fixture
def line(tmp_path: Path, clock: FrozenClock) -> Iterator[Line]:
    with opened(tmp_path, clock) as made:
        yield made
