"""What the pages show, read with limits: never more rows than fit on a page, never longer than `bounded` allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, case, cast, func, or_, select

from receiver.clock import Clock
from receiver.domain.approval import Approval
from receiver.domain.overview import Counts, Listed, Overview
from receiver.domain.remediation import RUNNING, Remediation, State
from receiver.domain.turn import Turn
from receiver.domain.verdict import Verdict
from receiver.store.approvals import approval_of
from receiver.store.bounded import bounded
from receiver.store.engine import Database
from receiver.store.remediation_row import remediation_of
from receiver.store.schema import approvals, episodes, evaluations, remediations
from receiver.store.switch import KillSwitch

MOST_ROWS = 50
_MOST_NAMES = 200
_MOST_TURNS = 50

_LIVE = episodes.c.state == "open"
_FORECAST = episodes.c.labels["forecast"].as_string()
_CONFIRMED = episodes.c.verdict == Verdict.CONFIRMED.value


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which episodes to list.

    Attributes:
        forecast: only those of this forecast; empty = all.
        words: only those whose labels hold this text; empty = all.
        past: those that have ended, the newest first, instead of the live ones.
        page: from 1.
    """

    forecast: str = ""
    words: str = ""
    past: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Switch:
    """How the kill switch stands: `reason` is empty while acting is allowed."""

    reason: str
    turns: tuple[Turn, ...]


class Views:
    """Looks at the store for people.

    Raises (all methods):
        TemporaryError: it took too long, or the store failed.
    """

    def __init__(self, database: Database, clock: Clock, kill_switch: KillSwitch) -> None:
        self._database = database
        self._clock = clock
        self._kill_switch = kill_switch

    def overview(self, wanted: Wanted) -> Overview:
        """List episodes: live ones that are believed first, then by when they run out."""
        which = _which(wanted)
        with bounded(self._database) as connection:
            found = connection.execute(select(func.count()).select_from(episodes).where(*which)).scalar_one()
            listed = select(episodes).where(*which).order_by(*_order(wanted.past))
            page = listed.limit(MOST_ROWS).offset(MOST_ROWS * (wanted.page - 1))
            rows = self._with_what_came(connection, connection.execute(page).all())
            names = connection.execute(select(_FORECAST).where(_LIVE).distinct().order_by(_FORECAST).limit(_MOST_NAMES))
            return Overview(rows, found, self._counts(connection), tuple(name for (name,) in names if name))

    def row(self, episode_id: int) -> Listed | None:
        """Return one episode as the list shows it, None when there is none of this number (any more)."""
        with bounded(self._database) as connection:
            found = connection.execute(select(episodes).where(episodes.c.id == episode_id)).all()
            rows = self._with_what_came(connection, found)
        return rows[0] if rows else None

    def episode_of(self, remediation_id: str) -> int | None:
        """Return the episode of a remediation, None when there is no such remediation."""
        with bounded(self._database) as connection:
            found: int | None = connection.execute(
                select(remediations.c.episode_id).where(remediations.c.id == remediation_id)
            ).scalar()
        return found

    def decision(self, episode_id: int) -> int | None:
        """Return the decision of an episode that says most: the newest that acted, else the newest; None when there is none."""
        mine = select(evaluations.c.id).where(evaluations.c.episode_id == episode_id)
        acts_first = case((evaluations.c.held_by.is_(None), 0), else_=1)
        with bounded(self._database) as connection:
            found = connection.execute(mine.order_by(acts_first, evaluations.c.id.desc()).limit(1))
            return found.scalar()

    def remediations(self, episode_id: int) -> list[Remediation]:
        """Return the changes of an episode, oldest first."""
        mine = select(remediations).where(remediations.c.episode_id == episode_id)
        with bounded(self._database) as connection:
            found = connection.execute(mine.order_by(remediations.c.created_at_s.desc()).limit(MOST_ROWS))
            return [remediation_of(row) for row in found][::-1]

    def waiting(self, episode_id: int | None = None) -> list[Approval]:
        """Return questions that can still be answered, of one episode or of all, the most urgent first."""
        mine = () if episode_id is None else (approvals.c.episode_id == episode_id,)
        asked = select(approvals).join(episodes, episodes.c.id == approvals.c.episode_id)
        with bounded(self._database) as connection:
            found = asked.where(*self._waits(), *mine).order_by(approvals.c.act_by_s).limit(MOST_ROWS)
            return [approval_of(row) for row in connection.execute(found)]

    def answered(self) -> list[Approval]:
        """Return the newest answers, newest first."""
        answers = select(approvals).where(approvals.c.answer.is_not(None))
        with bounded(self._database) as connection:
            found = connection.execute(answers.order_by(approvals.c.answered_at_s.desc()).limit(MOST_ROWS))
            return [approval_of(row) for row in found]

    def kill_switch(self) -> Switch:
        """Tell how the kill switch stands, and who turned it."""
        with bounded(self._database) as connection:
            reason = self._kill_switch.reason_in(connection)
            return Switch(reason, tuple(self._kill_switch.turns(connection, _MOST_TURNS)))

    def _waits(self) -> tuple[ColumnElement[bool], ...]:
        return (approvals.c.answer.is_(None), approvals.c.act_by_s > self._clock.now(), _LIVE)

    def _counts(self, connection: Connection) -> Counts:
        def count(*which: ColumnElement[bool], asked: bool = False) -> ColumnElement[int]:
            rows = select(func.count()).where(*which)
            if asked:
                rows = rows.select_from(approvals.join(episodes, episodes.c.id == approvals.c.episode_id))
            return rows.scalar_subquery()

        row = connection.execute(
            select(
                count(_LIVE),
                count(_LIVE, _CONFIRMED),
                count(remediations.c.state.in_(RUNNING)),
                count(remediations.c.state == State.LEASED),
                count(*self._waits(), asked=True),
                count(episodes.c.state == "dead"),
            )
        ).one()
        return Counts(*row)

    def _with_what_came(self, connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Listed, ...]:
        ids = [row.id for row in rows]
        changed = select(remediations).where(remediations.c.episode_id.in_(ids)).order_by(remediations.c.created_at_s)
        newest = {row.episode_id: remediation_of(row) for row in connection.execute(changed.limit(20 * MOST_ROWS))}
        asked = select(approvals.c.episode_id, approvals.c.id).join(episodes, episodes.c.id == approvals.c.episode_id)
        waits = connection.execute(asked.where(*self._waits(), approvals.c.episode_id.in_(ids)).limit(MOST_ROWS))
        waiting = {row.episode_id: row.id for row in waits}
        return tuple(_row(row, newest, waiting) for row in rows)


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [~_LIVE if wanted.past else _LIVE]
    if wanted.forecast:
        which.append(wanted.forecast == _FORECAST)
    if wanted.words:
        labels = cast(episodes.c.labels, Text)
        which.append(or_(*[labels.contains(word, autoescape=True) for word in {wanted.words, wanted.words.lower()}]))
    return which


def _order(past: bool) -> list[ColumnElement[Any]]:
    if past:
        return [episodes.c.id.desc()]
    return [
        case((_CONFIRMED, 0), else_=1).asc(),
        case((episodes.c.runs_out_at_s.is_(None), 1), else_=0).asc(),
        episodes.c.runs_out_at_s.asc(),
        episodes.c.id.asc(),
    ]


def _row(row: Row[Any], newest: Mapping[int, Remediation], waiting: Mapping[int, str]) -> Listed:
    return Listed(
        episode_id=row.id,
        labels=row.labels,
        status=row.status,
        state=row.state,
        first_seen_s=row.first_seen_s,
        last_seen_s=row.last_seen_s,
        looked_at_s=row.looked_at_s,
        verdict=row.verdict,
        probability=row.probability,
        runs_out_from_s=row.runs_out_from_s,
        runs_out_at_s=row.runs_out_at_s,
        runs_out_to_s=row.runs_out_to_s,
        held_by=row.held_by,
        plan=row.plan,
        remediation=newest.get(row.id),
        approval_id=waiting.get(row.id),
    )
