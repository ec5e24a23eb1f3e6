import pytest

from tests.support.stores import sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every promise of the store holds on both kinds of database."""
    if request.param == "sqlite":
        return sqlite_url(request.getfixturevalue("tmp_path") / "receiver.db")
    url: str = request.getfixturevalue("postgresql").cleared_database()
    return url
