"""The whole store on one SQLite file; opening the same file again is what a restarted process does."""

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from receiver import store
from receiver.clock import FrozenClock
from receiver.domain.alert import Alert
from receiver.domain.episode import Episode


@dataclass(frozen=True)
class Stores(store.Stores):
    """The receiver's own, and a look at the file at `path`."""

    path: Path = Path()

    def accepted(self, alert: Alert) -> Episode:
        """Accept an alert and return its claimed episode."""
        self.inbox.accept([alert])
        episode = self.episodes.claim()
        assert episode is not None
        return episode

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Look at the file from outside, as a person with sqlite3 would."""
        with sqlite3.connect(self.path) as connection:
            found = connection.execute(query, parameters).fetchall()
        connection.close()
        return found


def open_stores(
    path: Path, clock: FrozenClock, *, max_backlog: int = 1000, kill_switch_file: Path | None = None
) -> Stores:
    """Open (and if need be create) the store at `path`."""
    url = f"sqlite:///{path}"
    opened = Stores.open(url, clock, max_backlog=max_backlog, kill_switch_file=kill_switch_file)
    return replace(opened, path=path)
