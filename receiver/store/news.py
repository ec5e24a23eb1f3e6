"""Is it news? Which letters of an event are stored, under which key, and what people have heard before."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, select

from receiver.domain.digest import DIGEST
from receiver.domain.event import OVER, Event, EventKind
from receiver.domain.message import Effect, Rendered
from receiver.store.schema import messages

OVERTAKEN = {
    Effect.OPENS: "its incident is over: nothing would close it again",
    Effect.CLOSES: "its incident is open again: nobody would hear of that any more",
    Effect.NONE: "a later one tells of the same storm",
}
"""Why a message is no news any more, by what it would do at the other end; see `overtaken`."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An event as one notifier words it, and the route that it goes by."""

    notifier: str
    route: str
    rendered: Rendered


def row_of(connection: Connection, event: Event, key: str, letter: Letter, now_s: float) -> dict[str, Any] | None:
    """What is stored of one letter, None when it is no news."""
    same = (messages.c.event_key == key) & (messages.c.notifier == letter.notifier)
    if connection.execute(select(exists().where(same))).scalar_one():
        return None
    rendered = letter.rendered
    opened = opened_at(connection, letter.notifier, event.subject) if rendered.depends else None
    is_open, closes = opened is not None, rendered.effect is Effect.CLOSES
    if closes and not is_open:
        return None
    body = rendered.if_open if is_open and rendered.if_open is not None else rendered.body
    return {
        "event_key": key,
        "episode_id": event.episode_id or None,
        "kind": event.kind.value,
        "notifier": letter.notifier,
        "thread": event.subject,
        "effect": rendered.effect.value,
        "route": opened if closes else letter.route,  # it ends where it began, whatever the policy says by now
        "body": dict(body),
        "state": "pending",
        "created_s": now_s,
        "due_s": now_s,
        "line": None,
        "storm": None,
    }


def overtaken() -> ColumnElement[bool]:
    """Whether a later message of the same thread undid what a message does at the other end, or tells of the same storm."""
    later = messages.alias("later")
    undone = (messages.c.effect != Effect.NONE.value) & later.c.effect.not_in([Effect.NONE.value, messages.c.effect])
    newer = (messages.c.kind == DIGEST) & (later.c.kind == DIGEST) & (later.c.route == messages.c.route)
    same = (later.c.notifier == messages.c.notifier) & (later.c.thread == messages.c.thread)
    return exists().where(same, later.c.id > messages.c.id, undone | newer)


def turn(connection: Connection, event: Event) -> int:
    """Count how often an episode was over or its forecast refuted: what is told again after that is news.

    But not that it is refuted, while that is the last that people heard: a change of mind is told once.
    """
    of_episode = messages.c.episode_id == event.episode_id
    turned = messages.c.kind.in_([kind.value for kind in OVER | {EventKind.REFUTED}])
    count = select(func.count(messages.c.event_key.distinct())).where(of_episode, turned)
    turns = connection.execute(count).scalar_one()
    same = event.kind is EventKind.REFUTED and last_told(connection, event.episode_id) is EventKind.REFUTED
    return turns - 1 if same else turns


def last_told(connection: Connection, episode_id: int) -> EventKind | None:
    """Return what people heard last of an episode, None when they heard nothing."""
    of_episode = select(messages.c.kind).where(messages.c.episode_id == episode_id, messages.c.kind != DIGEST)
    row = connection.execute(of_episode.order_by(messages.c.id.desc()).limit(1)).first()
    return None if row is None else EventKind(row.kind)


def opened_at(connection: Connection, notifier: str, thread: str) -> str | None:
    """Return the route by which an incident was opened that is open, None when none is."""
    opened = _opened(connection, notifier, thread)
    return None if opened is None else str(opened.route)


def opened_in(connection: Connection, notifier: str, thread: str) -> int | None:
    """Return the storm in which an incident was opened that is open, None when none is, or it was opened by itself."""
    opened = _opened(connection, notifier, thread)
    storm: int | None = None if opened is None else opened.storm
    return storm


def _opened(connection: Connection, notifier: str, thread: str) -> Any:
    """Route and storm of the message that opened an incident that is open, None when none is."""
    of_thread = (messages.c.notifier == notifier) & (messages.c.thread == thread) & (messages.c.effect != "")
    newest = select(messages.c.effect, messages.c.route, messages.c.storm).where(of_thread)
    row = connection.execute(newest.order_by(messages.c.id.desc()).limit(1)).first()
    return None if row is None or row.effect != Effect.OPENS.value else row
