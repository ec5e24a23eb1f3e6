import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from receiver.errors import TemporaryError
from receiver.store.bounded import bounded
from tests.support.stores import Stores

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_what_takes_too_long_is_ended(stores: Stores) -> None:
    with (
        pytest.raises(TemporaryError, match=r"the store failed: (interrupted|canceling statement)"),
        bounded(stores.database, 0.1) as connection,
    ):
        connection.execute(text(_ENDLESS))


def test_nothing_can_be_written(stores: Stores) -> None:
    with pytest.raises((TemporaryError, DBAPIError), match=r"(?i)read-?only"), bounded(stores.database) as connection:
        connection.execute(text("DELETE FROM episodes"))


def test_what_comes_after_on_the_same_connection_is_bound_by_nothing(stores: Stores) -> None:
    with bounded(stores.database, 0.0) as connection:
        pass
    stores.kill_switch.turn_on("still writable")
    with stores.database.reading() as connection:
        enough = connection.execute(text(_ENDLESS.replace("FROM n)", "FROM n WHERE i < 100000)"))).scalar_one()
    assert enough == 100_000
