from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from receiver.clock import FrozenClock
from tests.support.site import Site, open_site
from tests.support.stores import Stores, open_stores

settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def stores(tmp_path: Path, clock: FrozenClock) -> Iterator[Stores]:
    opened = open_stores(tmp_path / "receiver.db", clock, kill_switch_file=tmp_path / "stop")
    yield opened
    opened.database.close()


@pytest.fixture
def site(stores: Stores, tmp_path: Path) -> Site:
    return open_site(stores, tmp_path / "secrets")
