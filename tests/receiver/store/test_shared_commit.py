from collections.abc import Callable
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, insert, select

from receiver.errors import TemporaryError
from receiver.store.schema import switches
from receiver.store.shared_commit import SharedCommits
from tests.support.stores import Stores


def _write(name: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(switches).values(name=name, reason="", set_at_s=0.0))
        return name

    return work


def _refuse(connection: Connection) -> str:
    _write("refused")(connection)
    raise TemporaryError("backlog full")


def _names(stores: Stores) -> list[str]:
    return [name for (name,) in stores.rows("SELECT name FROM switches ORDER BY name")]


class _Together:
    """Queues several pieces of work behind a commit that is under way, so that they share the next one."""

    def __init__(self, stores: Stores) -> None:
        self.commits = SharedCommits(stores.database)
        self.results: dict[str, object] = {}

    def run(self, **works: Callable[[Connection], str]) -> None:
        under_way, go_on = Event(), Event()

        def slow(connection: Connection) -> str:
            under_way.set()
            go_on.wait(10)
            return "slow"

        threads = [Thread(target=self._call, args=("slow", slow))]
        threads[0].start()
        under_way.wait(10)
        for name, work in works.items():
            threads.append(Thread(target=self._call, args=(name, work)))
            threads[-1].start()
        while len(self.commits._pending) < len(works):
            under_way.wait(0.001)
        go_on.set()
        for thread in threads:
            thread.join()

    def _call(self, name: str, work: Callable[[Connection], str]) -> None:
        try:
            self.results[name] = self.commits.run(work)
        except (TemporaryError, KeyError) as error:
            self.results[name] = type(error)


def test_work_is_committed_when_it_returns(stores: Stores) -> None:
    assert SharedCommits(stores.database).run(_write("a")) == "a"
    assert _names(stores) == ["a"]


def test_refused_work_leaves_nothing_and_says_why(stores: Stores) -> None:
    with pytest.raises(TemporaryError, match="backlog full"):
        SharedCommits(stores.database).run(_refuse)
    assert _names(stores) == []


def test_one_callers_refusal_does_not_undo_anothers_work(stores: Stores) -> None:
    together = _Together(stores)
    together.run(a=_write("a"), b=_refuse, c=_write("c"))
    assert together.results == {"slow": "slow", "a": "a", "b": TemporaryError, "c": "c"}
    assert _names(stores) == ["a", "c"]


def test_a_surprise_in_one_work_answers_nobody_with_success_that_was_not_committed(stores: Stores) -> None:
    def surprise(connection: Connection) -> str:
        raise KeyError("a bug")

    together = _Together(stores)
    together.run(a=_write("a"), b=surprise, c=_write("c"))
    assert together.results["b"] is KeyError
    answered = [name for name in ("a", "c") if together.results[name] == name]
    assert _names(stores) == answered


def test_after_a_failure_the_next_work_is_done(stores: Stores) -> None:
    commits = SharedCommits(stores.database)
    with pytest.raises(TemporaryError):
        commits.run(_refuse)
    assert commits.run(_write("after")) == "after"
    with stores.database.transaction() as connection:
        assert connection.execute(select(switches.c.name)).scalars().all() == ["after"]
