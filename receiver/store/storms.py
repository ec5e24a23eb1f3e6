"""Folds what a storm would tell one by one into digests: which messages, into which storm, and what a digest says.

When more than `Folding.incidents` new incidents reach one route within `window_s`, all further ones are folded, for as long as
new ones keep coming within that time, and for half an hour at most: what comes later is a storm of its own. What an incident
tells later goes where its first message went, so that a message that was sent is still updated. A storm has the number of the
first episode that was folded into it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, not_, select

from receiver.domain.digest import DIGEST, Digest, Line
from receiver.domain.event import NEEDS_A_PERSON, OVER, Event
from receiver.domain.message import Effect
from receiver.store import waves
from receiver.store.schema import episodes, messages

FIRST_AFTER_S = 15.0
"""A storm has mostly arrived by then, and nobody who is paged could have read more of it before."""
EVERY_S = 120.0
LONGEST_S = 1800.0

FOLDED = "folded"
COVERS, WAVES = "covers", "waves"
"""What is stored of a digest that was sent: the number of the newest message in it, and what it opened; see `told_by`."""


@dataclass(frozen=True, slots=True)
class Folding:
    """From when on incidents are told together.

    Attributes:
        incidents: so many new ones per route are told one by one; 0 = all of them.
        window_s: within this time.
    """

    incidents: int = 10
    window_s: float = 300.0


def line_of(event: Event) -> dict[str, Any]:
    """What a digest will say about an event."""
    outlook = event.outlook
    over = event.kind in OVER
    known = outlook is not None and outlook.eta_s != float("inf") and not over
    return asdict(
        Line(
            forecast=event.forecast,
            headline=event.headline,
            kind=event.kind.value,
            needs_a_person=event.kind in NEEDS_A_PERSON,
            over=over,
            eta_at_s=event.at_s + outlook.eta_s if outlook is not None and known else None,
            approval_id=event.approval_id,
            link=next(iter(event.links.values()), ""),
        )
    )


def storm_of(
    connection: Connection, folding: Folding, notifier: str, route: str, episode_id: int, now_s: float
) -> int | None:
    """Return the storm into which an incident's message is folded, None when it is told by itself."""
    here = and_(messages.c.notifier == notifier, messages.c.route == route, messages.c.line.is_not(None))
    earlier = select(messages.c.storm).where(here, messages.c.episode_id == episode_id)
    row = connection.execute(earlier.order_by(messages.c.id).limit(1)).first()
    if row is not None:
        return standing(connection, row.storm)
    if not folding.incidents:
        return None
    new = here & (messages.c.created_s > now_s - folding.window_s) & _first()
    last = select(messages.c.storm).where(new, messages.c.storm.is_not(None)).order_by(messages.c.id.desc()).limit(1)
    going_on: int | None = connection.execute(last).scalar()
    if (
        going_on is not None
        and _stands(connection, going_on)
        and _began_s(connection, _of_storm(going_on, notifier, route)) > now_s - LONGEST_S
    ):
        return going_on
    count = connection.execute(select(func.count()).select_from(messages).where(new)).scalar_one()
    return episode_id if count >= folding.incidents else None


def ensure_digest(
    connection: Connection, storm: int, notifier: str, route: str, now_s: float, told: Digest | None = None
) -> None:
    """Have a digest of a storm sent soon, unless one waits.

    Args:
        told: what was sent just now; None = there is news.
    """
    of_storm = _of_storm(storm, notifier, route)
    folded = select(func.count()).select_from(messages).where(of_storm, messages.c.state == FOLDED)
    if told is not None and not told.waits and connection.execute(folded).scalar_one() <= told.messages:
        return
    digests = of_storm & (messages.c.kind == DIGEST)
    # Locked, so that the digest which waits is not written off as sent before what it must tell of can be seen.
    waits = select(messages.c.id).where(digests, messages.c.state == "pending").limit(1).with_for_update(read=True)
    if connection.execute(waits).first() is not None:
        return
    number = connection.execute(select(func.count()).select_from(messages).where(digests)).scalar_one()
    row = {
        "event_key": f"{storm}:{DIGEST}:{number}:{route}",
        "episode_id": storm,
        "kind": DIGEST,
        "notifier": notifier,
        "thread": f"storm:{storm}",
        "effect": Effect.NONE.value,
        "route": route,
        "body": {},
        "state": "pending",
        "created_s": now_s,
        "due_s": now_s + (EVERY_S if number else FIRST_AFTER_S),
        "storm": storm,
    }
    connection.execute(insert(messages).values(**row))


def digest(connection: Connection, storm: int, notifier: str, route: str, digest_id: str, now_s: float) -> Digest:
    """Return how a storm stands."""
    of_storm = _of_storm(storm, notifier, route)
    last = select(messages.c.body).where(of_storm, messages.c.kind == DIGEST, messages.c.state == "sent")
    told = connection.execute(last.order_by(messages.c.id.desc()).limit(1)).scalar() or {}
    rows = connection.execute(
        select(
            messages.c.id,
            messages.c.episode_id,
            messages.c.thread,
            messages.c.kind,
            messages.c.created_s,
            messages.c.effect,
            messages.c.line,
        )
        .where(of_storm, messages.c.state == FOLDED)
        .order_by(messages.c.id)
    ).all()
    began_s = rows[0].created_s if rows else now_s
    lines = {row.episode_id: _line(row.line) for row in rows}
    fresh = {row.episode_id for row in rows if row.id > told.get(COVERS, 0)}
    found, waits = waves.waves_of(rows, lines, _waves_told(told, rows, began_s), now_s)
    return Digest(
        id=digest_id,
        storm=storm,
        began_s=began_s,
        at_s=now_s,
        lines=tuple(lines.values()),
        news=sum(lines[episode].needs_a_person for episode in fresh),
        covers=rows[-1].id if rows else 0,
        messages=len(rows),
        waves=found,
        waits=waits,
    )


def told_by(digest: Digest) -> dict[str, Any]:
    """Return what is stored of a digest that was sent."""
    return {COVERS: digest.covers, WAVES: waves.stored(digest.waves)}


def _waves_told(told: Mapping[str, Any], rows: Sequence[Any], began_s: float) -> waves.Told:
    """Before there were waves, all of a storm was one."""
    if WAVES in told:
        kept: waves.Told = told[WAVES]
        return kept
    openings = [row.id for row in rows if row.id <= told.get(COVERS, 0)]
    return [{"number": 0, "openings": openings, "at_s": began_s}] if COVERS in told else []


def _of_storm(storm: int, notifier: str, route: str) -> ColumnElement[bool]:
    """Found by the storm's number, never among a month of messages that the notifier sent on this route."""
    told, by = func.coalesce(messages.c.notifier, ""), func.coalesce(messages.c.route, "")
    return and_(messages.c.storm == storm, told == notifier, by == route)


def _first() -> ColumnElement[bool]:
    """A message with which an incident began, as this notifier and route tell it."""
    before = messages.alias("before")
    return not_(
        exists().where(
            before.c.episode_id == messages.c.episode_id,
            before.c.notifier == messages.c.notifier,
            before.c.route == messages.c.route,
            before.c.line.is_not(None),
            before.c.id < messages.c.id,
        )
    )


def _began_s(connection: Connection, of_storm: ColumnElement[bool]) -> float:
    began_s = select(func.min(messages.c.created_s)).where(of_storm, messages.c.line.is_not(None))
    return float(connection.execute(began_s).scalar_one())


def standing(connection: Connection, storm: int | None) -> int | None:
    """Return a storm as long as it can be told of, else None."""
    return storm if storm is not None and _stands(connection, storm) else None


def _stands(connection: Connection, storm: int) -> bool:
    """Whether the episode that a storm has its number from is still on record."""
    return bool(connection.execute(select(exists().where(episodes.c.id == storm))).scalar_one())


def _line(stored: Mapping[str, Any]) -> Line:
    return Line(**{field.name: stored[field.name] for field in fields(Line)})
