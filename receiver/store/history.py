"""Reads back what happened: lives of alerts for people, single decisions to be recomputed. Writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, select

from receiver.domain.history import Entry, Life
from receiver.store.bounded import bounded
from receiver.store.engine import Database
from receiver.store.plans import plan_of
from receiver.store.schema import approvals, episodes, evaluations, messages, remediations

MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as it was written down.

    Attributes:
        plan: as text, None when nothing was planned.
        held_by: the guard that held, None when it acted.
        situation: what the guards were asked about, as `receiver.policy.record` writes it; None before that was kept.
    """

    id: int
    episode_id: int
    at_s: float
    catalog_hash: str
    verdict: str
    plan: str | None
    held_by: str | None
    reason: str
    situation: object


class History:
    """The past, as far as it is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decision(self, evaluation_id: int) -> Recorded | None:
        """Return a recorded decision, None when there is none of this number (any more)."""
        with self._database.reading() as connection:
            row = connection.execute(select(evaluations).where(evaluations.c.id == evaluation_id)).first()
        if row is None:
            return None
        return Recorded(
            row.id,
            row.episode_id,
            row.at_s,
            row.catalog_hash,
            row.verdict,
            row.plan,
            row.held_by,
            row.reason,
            row.situation,
        )

    def life(self, episode_id: int) -> Life | None:
        """Return one episode with the newest `MOST_ENTRIES` of each kind, None when there is none of this number."""
        chosen = select(episodes.c.id).where(episodes.c.id == episode_id)
        with bounded(self._database) as connection:
            row = connection.execute(select(episodes).where(episodes.c.id == episode_id)).first()
            return None if row is None else _life(row, _entries(connection, chosen, MOST_ENTRIES)[episode_id])

    def lives(self, since_s: float, forecast: str | None = None, target: str | None = None) -> list[Life]:
        """Return the episodes that were last seen since then, oldest first.

        Args:
            forecast: only those of this forecast.
            target: only those about which something was decided for this target, as `Kind/namespace/name`.
        """
        chosen = select(episodes.c.id).where(episodes.c.last_seen_s >= since_s)
        if target is not None:
            chosen = chosen.where(
                episodes.c.id.in_(select(evaluations.c.episode_id).where(evaluations.c.target == target))
            )
        with self._database.reading() as connection:
            entries = _entries(connection, chosen)
            rows = connection.execute(select(episodes).where(episodes.c.id.in_(chosen)).order_by(episodes.c.id)).all()
        of_forecast = [row for row in rows if forecast in (None, row.labels.get("forecast"))]
        return [_life(row, entries[row.id]) for row in of_forecast]


def _entries(connection: Connection, chosen: Select[Any], most: int | None = None) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    for table, (newest, told) in _TOLD.items():
        rows = select(table).where(table.c.episode_id.in_(chosen)).order_by(newest.desc()).limit(most)
        for row in connection.execute(rows):
            found[row.episode_id].extend(told(row))
    return found


def _decision(row: Row[Any]) -> Iterator[Entry]:
    done = "acts" if row.held_by is None else f"held by {row.held_by}: {row.reason}"
    planned = f"; plan: {row.plan}" if row.plan else ""
    probability = f" {row.assessment['probability']:.0%}" if row.verdict != "inconclusive" else ""
    yield Entry(row.at_s, "decision", str(row.id), f"{row.verdict}{probability}, {done}{planned}")


def _approval(row: Row[Any]) -> Iterator[Entry]:
    yield Entry(row.asked_at_s, "question", row.id, f"may we {plan_of(row)}?")
    if row.answered_at_s is not None:
        yield Entry(row.answered_at_s, "answer", row.id, f"{row.answer} by {row.answered_by}")


def _remediation(row: Row[Any]) -> Iterator[Entry]:
    change = plan_of(row)
    stands = ", ".join(text for text in (row.state, row.outcome) if text)
    yield Entry(row.created_at_s, "remediation", row.id, f"intended: {change} ({row.sizing}); now {stands}: {row.note}")
    if row.acted_at_s is not None:
        yield Entry(row.acted_at_s, "remediation", row.id, f"done: {change}")


def _message(row: Row[Any]) -> Iterator[Entry]:
    error = f": {row.last_error}" if row.last_error else ""
    yield Entry(row.created_s, "message", str(row.id), f"{row.kind} to {row.notifier} {row.route}, {row.state}{error}")


_TOLD: dict[Table, tuple[Column[Any], Callable[[Row[Any]], Iterator[Entry]]]] = {
    evaluations: (evaluations.c.id, _decision),
    approvals: (approvals.c.asked_at_s, _approval),
    remediations: (remediations.c.created_at_s, _remediation),
    messages: (messages.c.id, _message),
}
"""Where each kind of entry comes from, by what its rows are in order of time, and what is told of a row."""


def _life(row: Row[Any], entries: list[Entry]) -> Life:
    return Life(
        episode_id=row.id,
        fingerprint=row.fingerprint,
        labels=row.labels,
        state=row.state,
        status=row.status,
        first_seen_s=row.first_seen_s,
        last_seen_s=row.last_seen_s,
        error=row.last_error,
        entries=tuple(sorted(entries, key=lambda entry: entry.at_s)),
    )
