"""Messages to people: stored with the event that caused them, sent afterwards, each at least once.

An event key makes a message unique per notifier, so that a step that runs twice tells once. Messages of one thread (one alert)
reach a notifier in the order in which they were stored; other threads and other notifiers do not wait for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, exists, func, insert, select
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.claim import Claim
from receiver.domain.dead_letter import DeadLetter
from receiver.domain.event import OVER, Event, EventKind
from receiver.domain.message import Effect, Rendered
from receiver.store import queue
from receiver.store.dead_letters import DeadLetters
from receiver.store.engine import Database
from receiver.store.queue import Queue, Terms
from receiver.store.schema import messages

_PENDING = messages.c.state == "pending"


@dataclass(frozen=True, slots=True)
class Letter:
    """An event as one notifier words it, and the route that it goes by."""

    notifier: str
    route: str
    rendered: Rendered


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed, rendered message that waits for a notifier; `attempts` failed so far."""

    id: int
    notifier: str
    route: str
    body: Mapping[str, Any]
    attempts: int
    claim: Claim


class Outbox:
    """The queue of messages."""

    def __init__(self, database: Database, clock: Clock, terms: Terms) -> None:
        self._database = database
        self._clock = clock
        self._queue = Queue(database, clock, messages, _PENDING, terms)
        self._dead = DeadLetters(database, clock, messages)

    def put(self, event: Event, letters: Sequence[Letter], claim: Claim) -> bool:
        """Store an event's messages, all or none, but those that were already told; return whether one was new.

        A message that closes an incident is not stored when none is open.

        Args:
            claim: on whose behalf it is told.

        Raises:
            ClaimLostError: somebody else works on it by now, and tells people.
        """
        try:
            return self._put(event, letters, claim)
        except IntegrityError:  # another replica told it at the same moment
            return False

    def announce(self, event: Event, letters: Sequence[Letter]) -> bool:
        """The same for an event that belongs to no episode, on whose behalf nobody has to be entitled; its key is for ever."""
        now_s = self._clock.now()
        try:
            with self._database.transaction() as connection:
                news = [letter for letter in letters if _is_news(connection, event, event.key, letter)]
                if news:
                    connection.execute(insert(messages), [_row(event, event.key, letter, now_s) for letter in news])
        except IntegrityError:  # another replica announced it at the same moment
            return False
        return bool(news)

    def _put(self, event: Event, letters: Sequence[Letter], claim: Claim) -> bool:
        now_s = self._clock.now()
        with self._database.transaction() as connection:
            queue.check(connection, claim)
            key = event.key if event.once else f"{event.key}:{_turn(connection, event)}"
            rows = [_row(event, key, letter, now_s) for letter in letters if _is_news(connection, event, key, letter)]
            if rows:
                connection.execute(insert(messages), rows)
        return bool(rows)

    def last_told(self, episode_id: int) -> EventKind | None:
        """Return what people heard last of an episode, None when they heard nothing."""
        with self._database.reading() as connection:
            return _last_told(connection, episode_id)

    def told(self, episode_id: int, kind: EventKind) -> bool:
        """Tell whether people heard this of an episode."""
        same = (messages.c.episode_id == episode_id) & (messages.c.kind == kind.value)
        with self._database.reading() as connection:
            return bool(connection.execute(select(exists().where(same))).scalar_one())

    def claim(self, notifier: str) -> Message | None:
        """Claim the message to a notifier that is due longest and has no older one of its thread before it."""
        older = messages.alias("older")
        blocked = exists().where(
            older.c.notifier == messages.c.notifier,
            older.c.thread == messages.c.thread,
            older.c.state == "pending",
            older.c.id < messages.c.id,
        )
        claimed = self._queue.claim(messages.c.notifier == notifier, ~blocked)
        return None if claimed is None else _message(*claimed)

    def sent(self, message: Message) -> None:
        """It was taken."""
        self._end(message, "sent", "", sent_s=self._clock.now())

    def bury(self, message: Message, error: str) -> None:
        """It will never be taken; kept, with the reason."""
        self._end(message, "dead", error)

    def retry(self, message: Message, error: str, retry_after_s: float | None) -> None:
        """Release a message that was not taken, to be sent again after a growing wait."""
        self._queue.put_back_failed(message.claim, message.attempts + 1, error, retry_after_s)

    def depth(self) -> int:
        """Count the messages that wait."""
        return self._queue.depth()

    def dead(self) -> list[DeadLetter]:
        """List the messages that will never be taken, oldest first."""
        return self._dead.all(lambda row: f"{row.kind} to {row.notifier} {row.route}")

    def dead_count(self) -> int:
        """Count them."""
        return self._dead.count()

    def retry_dead(self, message_id: int) -> bool:
        """Have a message sent again; return whether it was a dead one."""
        return self._dead.retry(message_id, state="pending")

    def _end(self, message: Message, state: str, error: str, **values: object) -> None:
        with self._database.transaction() as connection:
            self._queue.write_back(connection, message.claim, state=state, last_error=error, **values)


def _row(event: Event, key: str, letter: Letter, now_s: float) -> dict[str, object]:
    return {
        "event_key": key,
        "episode_id": event.episode_id or None,
        "kind": event.kind.value,
        "notifier": letter.notifier,
        "thread": event.subject,
        "effect": letter.rendered.effect.value,
        "route": letter.route,
        "body": dict(letter.rendered.body),
        "state": "pending",
        "created_s": now_s,
        "due_s": now_s,
    }


def _is_news(connection: Connection, event: Event, key: str, letter: Letter) -> bool:
    same = (messages.c.event_key == key) & (messages.c.notifier == letter.notifier)
    if connection.execute(select(exists().where(same))).scalar_one():
        return False
    return letter.rendered.effect is not Effect.CLOSES or _is_open(connection, letter.notifier, event.subject)


def _turn(connection: Connection, event: Event) -> int:
    """Count how often an episode was over or its forecast refuted: what is told again after that is news.

    But not that it is refuted, while that is the last that people heard: a change of mind is told once.
    """
    of_episode = messages.c.episode_id == event.episode_id
    turned = messages.c.kind.in_([kind.value for kind in OVER | {EventKind.REFUTED}])
    count = select(func.count(messages.c.event_key.distinct())).where(of_episode, turned)
    turns = connection.execute(count).scalar_one()
    same = event.kind is EventKind.REFUTED and _last_told(connection, event.episode_id) is EventKind.REFUTED
    return turns - 1 if same else turns


def _last_told(connection: Connection, episode_id: int) -> EventKind | None:
    of_episode = select(messages.c.kind).where(messages.c.episode_id == episode_id)
    row = connection.execute(of_episode.order_by(messages.c.id.desc()).limit(1)).first()
    return None if row is None else EventKind(row.kind)


def _is_open(connection: Connection, notifier: str, thread: str) -> bool:
    of_thread = (messages.c.notifier == notifier) & (messages.c.thread == thread) & (messages.c.effect != "")
    last = select(messages.c.effect).where(of_thread).order_by(messages.c.id.desc()).limit(1)
    return connection.execute(last).scalar() == Effect.OPENS.value


def _message(row: Row[Any], claim: Claim) -> Message:
    return Message(row.id, row.notifier, row.route, row.body, row.attempts, claim)
