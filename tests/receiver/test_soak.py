"""The kill soak in its short form, on both databases, behind both generations of Alertmanager; `make soak` is the long one."""

from pathlib import Path

import pytest
from engines import EnginesError, locate

from tests.soak.run import soak
from tests.support.stores import sqlite_url

KILLS = 3

pytestmark = pytest.mark.engines


@pytest.mark.parametrize(("database", "generation"), [("sqlite", 2), ("postgresql", 3)])
def test_killed_again_and_again_it_loses_nothing_and_does_nothing_twice(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, generation: int
) -> None:
    try:
        engines = locate(generation)
    except EnginesError as error:
        pytest.skip(f"no engines here: {error}")
    url = sqlite_url(tmp_path / "receiver.db")
    if database == "postgresql":
        url = request.getfixturevalue("postgresql").database()
    outcome = soak(tmp_path, url, engines, KILLS, seed=1, progress=lambda _: None)
    assert outcome.books.lost == []
    assert outcome.books.missing == []
    assert outcome.books.twice == []
    assert outcome.books.overlaps == []
    assert outcome.books.accepted == outcome.books.finished + outcome.books.dead + outcome.books.open
    assert outcome.books.open == outcome.books.dead == 0
    assert outcome.books.actions > 0
