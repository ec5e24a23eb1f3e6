"""The whole store on one SQLite file; opening the same file again is what a restarted process does."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from receiver.clock import FrozenClock
from receiver.domain.alert import Alert
from receiver.domain.episode import Episode
from receiver.store import Database, Episodes, Inbox, KillSwitch, Outbox, Remediations


@dataclass(frozen=True)
class Stores:
    """Everything that works on one database."""

    path: Path
    clock: FrozenClock
    database: Database
    inbox: Inbox
    episodes: Episodes
    outbox: Outbox
    kill_switch: KillSwitch
    remediations: Remediations

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
    database = Database(f"sqlite:///{path}")
    kill_switch = KillSwitch(database, clock, kill_switch_file)
    return Stores(
        path=path,
        clock=clock,
        database=database,
        inbox=Inbox(database, clock, max_backlog),
        episodes=Episodes(database, clock),
        outbox=Outbox(database, clock),
        kill_switch=kill_switch,
        remediations=Remediations(database, clock, kill_switch),
    )
