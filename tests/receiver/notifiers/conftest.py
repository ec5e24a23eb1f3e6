from collections.abc import Iterator

import pytest

from tests.support import loopback


@pytest.fixture
def peer() -> Iterator[loopback.Peer]:
    with loopback.peer() as served:
        yield served
