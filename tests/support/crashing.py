"""A process that dies at a chosen point: before a call that changes something outside, or before a commit that matters.

The points are counted as they are passed, so that a test can go through all of them without knowing them: what lies between two
points leaves no trace, and a crash after a call is a crash before the next point.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Engine, event

from tests.support.cluster import Crash
from tests.support.line import World

_WRITES = re.compile(r"(INSERT INTO|UPDATE) (remediations|messages)\b")
_CHANGES = frozenset(
    {"annotate", "annotate_pod", "set_replicas", "set_floor", "set_storage", "set_memory", "restart", "call"}
)
_MARK = "writes"


@dataclass
class Fuse:
    """Blows at one point.

    Attributes:
        at: number of the point, from 0 on; None = never.
        passed: names of the points so far.
    """

    at: int | None = None
    passed: list[str] = field(default_factory=list)

    def point(self, name: str) -> None:
        """Pass a point, or die there."""
        self.passed.append(name)
        if self.at == len(self.passed) - 1:
            raise Crash

    @contextmanager
    def lit(self) -> Iterator[None]:
        """Watch the commits of every database inside a block: those about remediations, and those that tell somebody."""
        event.listen(Engine, "before_cursor_execute", self._before_statement)
        event.listen(Engine, "commit", self._before_commit)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", self._before_statement)
            event.remove(Engine, "commit", self._before_commit)

    def watched(self, outside: object) -> Any:
        """Return a stand-in whose changing calls are points."""
        return _Watched(outside, self)

    def _before_statement(self, connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        found = _WRITES.match(statement)
        if found and (found[2] == "remediations" or found[1] == "INSERT INTO"):
            connection.info.setdefault(_MARK, []).append(f"{found[1].split()[0].lower()} {found[2]}")

    def _before_commit(self, connection: Connection) -> None:
        written = connection.info.pop(_MARK, [])
        if written:
            self.point("commit: " + ", ".join(written))


class _Watched:
    def __init__(self, outside: object, fuse: Fuse) -> None:
        self._outside = outside
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._outside, name)
        if name not in _CHANGES:
            return found

        def dying(*arguments: Any, **options: Any) -> Any:
            self._fuse.point(name)
            return cast(Callable[..., Any], found)(*arguments, **options)

        return dying


def dying(world: World, fuse: Fuse) -> World:
    """Return the same world, seen by a process that carries the fuse."""
    made = World(**vars(world))
    made.cluster, made.caller = fuse.watched(world.cluster), fuse.watched(world.caller)
    return made
