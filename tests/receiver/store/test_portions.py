from pathlib import Path

import pytest
from sqlalchemy import select

from receiver.clock import FrozenClock
from receiver.store import portions
from receiver.store.schema import messages
from tests.support.builders import NOW_S
from tests.support.past import LONG_AGO_S, fill, largest_change
from tests.support.stores import Stores, open_stores


def test_what_is_found_is_handed_out_in_portions_none_of_them_empty(stores: Stores) -> None:
    def sizes(size: int) -> list[int]:
        return [len(some) for some in portions.of(stores.database, select(messages.c.id), size)]

    assert sizes(2) == []
    fill(stores, 5, at_s=LONG_AGO_S)
    assert (sizes(2), sizes(5)) == ([2, 2, 1], [5])


def test_only_what_is_meant_is_forgotten(stores: Stores) -> None:
    fill(stores, 5, at_s=LONG_AGO_S)
    assert portions.forget(stores.database, messages, messages.c.thread != "1002") == 4
    assert stores.rows("SELECT thread FROM messages") == [("1002",)]


@pytest.mark.parametrize("what", ["predictions", "breaches"])
def test_what_a_storm_left_for_months_is_forgotten_in_portions_too(
    tmp_path: Path, clock: FrozenClock, what: str
) -> None:
    """Whoever brings an alert would wait for all of them otherwise."""
    stores = open_stores(tmp_path / "receiver.db", clock)
    fill(stores, 1200, at_s=LONG_AGO_S)
    forget = {"predictions": stores.predictions.forget, "breaches": stores.breaches.forget}[what]
    forgotten: list[int] = []
    assert largest_change(stores, lambda: forgotten.append(forget(NOW_S))) <= 500
    assert forgotten == [1200]
    stores.database.close()
