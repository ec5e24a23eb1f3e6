"""The whole store on one database, on SQLite or PostgreSQL; opening it again is what a restarted process does."""

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import update
from sqlalchemy.engine import make_url

from receiver import store
from receiver.clock import FrozenClock
from receiver.domain.alert import Alert
from receiver.domain.claim import Claim
from receiver.domain.decision import Plan
from receiver.domain.episode import Episode
from receiver.domain.event import Event
from receiver.domain.expectation import Expectation
from receiver.domain.message import Effect, Rendered
from receiver.domain.remediation import Outcome, Remediation
from receiver.policy.budget import Budgets
from receiver.store.schema import metadata
from tests.support import builders


@dataclass(frozen=True)
class Stores(store.Stores):
    """The receiver's own, and a look at the database at `url`."""

    url: str = ""

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        assert self.url.startswith("sqlite:")
        return Path(make_url(self.url).database or "")

    def accepted(self, alert: Alert) -> Episode:
        """Accept an alert and return its episode, claimed by the test."""
        self.inbox.accept([alert])
        episode = self.episodes.claim()
        assert episode is not None
        return replace(episode, claim=self.claim("episodes", episode.id))

    def intended(
        self,
        episode: Episode,
        plan: Plan | None = None,
        *,
        lease_s: float = 3600.0,
        expected: Expectation | None = None,
    ) -> Remediation:
        """Write down the intent to do the usual plan, or another, about an episode that the test holds."""
        claimed = self.remediations.claim_intent(
            episode,
            plan or builders.plan(),
            forecast="memory",
            cooldown_s=1,
            lease_s=lease_s,
            budgets=Budgets(),
            expected=expected,
        )
        assert isinstance(claimed, Remediation), claimed
        return claimed

    def on_loan(self, episode: Episode, plan: Plan | None = None) -> Remediation:
        """The same, done and seen to help; what is not lent is over by then."""
        acted = self.held(self.remediations.acted(self.intended(episode, plan), "done", 120))
        return self.remediations.verified(acted, Outcome.WORKED, "receded")

    def tell(self, event: Event, notifier: str, route: str, rendered: Rendered) -> bool:
        """Store a message on behalf of the event's episode, whoever holds that."""
        return self.outbox.put(
            event, [store.Letter(notifier, route, rendered)], self.claim("episodes", event.episode_id)
        )

    def told(self, event: Event, notifier: str = "slack", text: str = "", effect: Effect = Effect.NONE) -> bool:
        """Store a message of one line about the event; the event's kind where no text is given."""
        return self.tell(event, notifier, "#sre", Rendered({"text": text or event.kind.value}, effect))

    def held(self, remediation: Remediation) -> Remediation:
        """The remediation, claimed again whether it is due or not."""
        return replace(remediation, claim=self.claim("remediations", remediation.id))

    def claim(self, queue: str, row: int | str) -> Claim:
        """Take the test's claim on a row; whoever had one before has lost it."""
        claim = builders.claim(queue, row)
        table = metadata.tables[queue]
        with self.database.transaction() as connection:
            connection.execute(update(table).where(table.c.id == row).values(claimed_by=claim.token))
        return claim

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Look at the database from outside, as a person with sqlite3 or psql would; `?` stands for a parameter."""
        return rows(self.url, query, *parameters)


def rows(url: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Look at a database from outside; JSON comes as the text that is stored."""
    if url.startswith("sqlite:"):
        with sqlite3.connect(make_url(url).database or "") as connection:
            found = connection.execute(query, parameters).fetchall()
        connection.close()
        return found
    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:")) as server:
        server.adapters.register_loader("json", TextLoader)
        return server.execute(query.replace("?", "%s").encode(), parameters or None).fetchall()


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"


def open_stores(
    at: Path | str, clock: FrozenClock, *, max_backlog: int = 1000, kill_switch_file: Path | None = None
) -> Stores:
    """Open (and if need be create) the store in a SQLite file or at a URL."""
    url = at if isinstance(at, str) else sqlite_url(at)
    opened = Stores.open(url, clock, max_backlog=max_backlog, kill_switch_file=kill_switch_file)
    return replace(opened, url=url)
