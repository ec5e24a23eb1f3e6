from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import EnginesError

from receiver.clock import FrozenClock
from tests.support import postgresql as support
from tests.support.postgresql import Postgresql
from tests.support.site import Site, open_site
from tests.support.stores import Stores, open_stores, sqlite_url


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """One server for all tests; each takes a database of its own."""
    try:
        with support.running() as server:
            yield server
    except EnginesError as error:
        pytest.skip(f"no PostgreSQL here: {error}")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Where the store is; overridden with both kinds of database where the store itself is tested."""
    return sqlite_url(tmp_path / "receiver.db")


@pytest.fixture
def stores(database_url: str, tmp_path: Path, clock: FrozenClock) -> Iterator[Stores]:
    opened = open_stores(database_url, clock, kill_switch_file=tmp_path / "stop")
    yield opened
    opened.database.close()


@pytest.fixture
def site(stores: Stores, tmp_path: Path) -> Site:
    return open_site(stores, tmp_path / "secrets")
