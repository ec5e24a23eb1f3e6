from collections.abc import Sequence
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import OperationalError

from receiver.errors import TemporaryError
from receiver.store.schema import switches
from receiver.store.shared_commit import SharedCommits
from tests.support.stores import Stores


def _store(connection: Connection, names: Sequence[str]) -> None:
    """Refuses what is called so, all of it; a bug is called surprise."""
    for name in names:
        if name == "surprise":
            raise KeyError("a bug")
        connection.execute(insert(switches).values(name=name, reason=f"with {len(names)}", set_at_s=0.0))
        if name == "refused":
            raise TemporaryError("backlog full")


def _names(stores: Stores) -> list[str]:
    return [name for (name,) in stores.rows("SELECT name FROM switches ORDER BY name")]


class _Together:
    """Queues several items behind a commit that is under way, so that they share the next one."""

    def __init__(self, stores: Stores) -> None:
        self._under_way, self._go_on = Event(), Event()
        self.commits: SharedCommits[str] = SharedCommits(stores.database, self._store)
        self.results: dict[str, object] = {}

    def run(self, *items: str) -> None:
        threads = [Thread(target=self._call, args=(item,)) for item in ("slow", *items)]
        threads[0].start()
        self._under_way.wait(10)
        for thread in threads[1:]:
            thread.start()
        while len(self.commits._pending) < len(items):
            self._under_way.wait(0.001)
        self._go_on.set()
        for thread in threads:
            thread.join()

    def _store(self, connection: Connection, names: Sequence[str]) -> None:
        _store(connection, names)
        self._under_way.set()
        self._go_on.wait(10)

    def _call(self, item: str) -> None:
        try:
            self.commits.run(item)
            self.results[item] = "stored"
        except (TemporaryError, KeyError) as error:
            self.results[item] = type(error)


def test_an_item_is_committed_when_it_returns(stores: Stores) -> None:
    SharedCommits(stores.database, _store).run("a")
    assert _names(stores) == ["a"]


def test_a_refused_item_leaves_nothing_and_says_why(stores: Stores) -> None:
    with pytest.raises(TemporaryError, match="backlog full"):
        SharedCommits(stores.database, _store).run("refused")
    assert _names(stores) == []


def test_what_waits_together_is_stored_together(stores: Stores) -> None:
    together = _Together(stores)
    together.run("a", "b", "c")
    assert together.results == dict.fromkeys(("slow", "a", "b", "c"), "stored")
    assert stores.rows("SELECT name, reason FROM switches ORDER BY name") == [
        ("a", "with 3"),
        ("b", "with 3"),
        ("c", "with 3"),
        ("slow", "with 1"),
    ]


def test_one_callers_refusal_is_no_other_callers(stores: Stores) -> None:
    together = _Together(stores)
    together.run("a", "refused", "c")
    assert together.results == {"slow": "stored", "a": "stored", "refused": TemporaryError, "c": "stored"}
    assert _names(stores) == ["a", "c", "slow"]


def test_a_surprise_answers_nobody_with_success_that_was_not_committed(stores: Stores) -> None:
    together = _Together(stores)
    together.run("a", "surprise", "c")
    assert set(together.results) == {"slow", "a", "surprise", "c"}
    assert together.results["surprise"] is KeyError
    assert _names(stores) == sorted(name for name, result in together.results.items() if result == "stored")


def test_a_failing_store_fails_everybody(stores: Stores) -> None:
    def fails(connection: Connection, names: Sequence[str]) -> None:
        raise OperationalError("INSERT", {}, Exception("the disk is gone"))

    with pytest.raises(TemporaryError, match="the store failed: the disk is gone"):
        SharedCommits(stores.database, fails).run("a")


def test_after_a_failure_the_next_item_is_stored(stores: Stores) -> None:
    commits = SharedCommits(stores.database, _store)
    with pytest.raises(TemporaryError):
        commits.run("refused")
    commits.run("after")
    assert _names(stores) == ["after"]
