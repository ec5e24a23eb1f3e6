"""Messages to people: stored with the event that caused them, sent afterwards, each at least once.

An event key makes a message unique per notifier, so that a step that runs twice tells once. Messages of one thread (one alert)
reach a notifier in the order in which they were stored; other threads and other notifiers do not wait for them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.claim import Claim
from receiver.domain.dead_letter import NOT_DEAD, DeadLetter
from receiver.domain.digest import DIGEST, Digest
from receiver.domain.event import Event, EventKind
from receiver.domain.message import Effect, Sent
from receiver.errors import TemporaryError
from receiver.store import news, queue, storms
from receiver.store.dead_letters import DeadLetters
from receiver.store.engine import Database
from receiver.store.news import Letter
from receiver.store.queue import Queue, Terms
from receiver.store.schema import conversations, messages
from receiver.store.storms import Folding

_FOLDING = Folding()

_PENDING = messages.c.state == "pending"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed, rendered message that waits for a notifier; `attempts` failed so far.

    Attributes:
        digest: storm and id of a digest, which is rendered when it is sent; None = it is about a single event.
    """

    id: int
    notifier: str
    route: str
    body: Mapping[str, Any]
    attempts: int
    claim: Claim
    episode_id: int | None
    digest: tuple[int, str] | None


class Outbox:
    """The queue of messages."""

    def __init__(self, database: Database, clock: Clock, terms: Terms, folding: Folding = _FOLDING) -> None:
        self._database = database
        self._folding = folding
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
        return _seeing_others(lambda: self._put(event, letters, claim))

    def announce(self, event: Event, letters: Sequence[Letter]) -> bool:
        """The same for an event that belongs to no episode, on whose behalf nobody has to be entitled; its key is for ever."""
        return _seeing_others(lambda: self._announce(event, letters))

    def _announce(self, event: Event, letters: Sequence[Letter]) -> bool:
        with self._database.transaction() as connection:
            return self._store(connection, event, event.key, letters)

    def _put(self, event: Event, letters: Sequence[Letter], claim: Claim) -> bool:
        with self._database.transaction() as connection:
            queue.check(connection, claim)
            key = event.key if event.once else f"{event.key}:{news.turn(connection, event)}"
            return self._store(connection, event, key, letters)

    def _store(self, connection: Connection, event: Event, key: str, letters: Sequence[Letter]) -> bool:
        now_s = self._clock.now()
        rows = [row for letter in letters if (row := self._row(connection, event, key, letter, now_s)) is not None]
        if rows:
            connection.execute(insert(messages), rows)
        for row in rows:
            if row["storm"] is not None:
                storms.ensure_digest(connection, row["storm"], row["notifier"], row["route"], now_s)
        return bool(rows)

    def _row(
        self, connection: Connection, event: Event, key: str, letter: Letter, now_s: float
    ) -> dict[str, Any] | None:
        row = news.row_of(connection, event, key, letter, now_s)
        if row is None or not letter.rendered.folds or not event.episode_id:
            return row
        if letter.rendered.effect is Effect.CLOSES:  # where it was opened, whichever life of the alert did that
            storm = storms.standing(connection, news.opened_in(connection, letter.notifier, event.subject))
        else:
            storm = storms.storm_of(connection, self._folding, letter.notifier, row["route"], event.episode_id, now_s)
        folded = {} if storm is None else {"storm": storm, "state": storms.FOLDED}
        return row | {"line": storms.line_of(event)} | folded

    def announced(self, prefix: str, since_s: float, but: str = "") -> int:
        """Count what was announced since then whose key begins like this, not counting the key `but`."""
        alike = messages.c.event_key.startswith(prefix, autoescape=True) & (messages.c.event_key != but)
        count = select(func.count(messages.c.event_key.distinct()))
        lately = count.where(messages.c.episode_id.is_(None), messages.c.created_s > since_s, alike)
        with self._database.reading() as connection:
            return connection.execute(lately).scalar_one()

    def last_told(self, episode_id: int) -> EventKind | None:
        """Return what people heard last of an episode, None when they heard nothing."""
        with self._database.reading() as connection:
            return news.last_told(connection, episode_id)

    def told(self, episode_id: int, kind: EventKind) -> bool:
        """Tell whether people heard this of an episode."""
        same = (messages.c.episode_id == episode_id) & (messages.c.kind == kind.value)
        with self._database.reading() as connection:
            return bool(connection.execute(select(exists().where(same))).scalar_one())

    def opened_at(self, notifier: str, subject: str) -> str | None:
        """Return the route by which an incident was opened at a notifier that is open, None when none is."""
        with self._database.reading() as connection:
            return news.opened_at(connection, notifier, subject)

    def claim(self, notifier: str, busy: Collection[str] = ()) -> Message | None:
        """Claim the message to a notifier that is due longest and has no older one of its thread before it.

        Args:
            busy: routes that must not be used now.
        """
        older = messages.alias("older")
        blocked = exists().where(
            older.c.notifier == messages.c.notifier,
            older.c.thread == messages.c.thread,
            func.coalesce(older.c.state, "") == "pending",  # found by its thread, never among all that wait
            older.c.id < messages.c.id,
        )
        claimed = self._queue.claim(messages.c.notifier == notifier, ~blocked, messages.c.route.not_in(busy))
        return None if claimed is None else _message(*claimed)

    def conversation(self, message: Message) -> Sent:
        """Return what earlier messages about the same episode left behind; about none, nothing is left behind."""
        if message.episode_id is None:
            return Sent({}, lambda _handle: None)
        same = (
            (conversations.c.episode_id == message.episode_id)
            & (conversations.c.notifier == message.notifier)
            & (conversations.c.route == message.route)
        )
        with self._database.reading() as connection:
            handle = connection.execute(select(conversations.c.handle).where(same)).scalar()
        return Sent(handle or {}, partial(self._keep, message, same))

    def digest(self, message: Message) -> Digest | None:
        """Return how the storm stands that a message tells about, None when it is about a single event."""
        if message.digest is None:
            return None
        storm, key = message.digest
        with self._database.reading() as connection:
            return storms.digest(connection, storm, message.notifier, message.route, key, self._clock.now())

    def sent(self, message: Message, digest: Digest | None = None) -> None:
        """It was taken; of a storm that went on meanwhile there will be another digest."""
        now_s = self._clock.now()
        with self._database.transaction() as connection:
            told = {} if digest is None else {"body": storms.told_by(digest)}
            self._queue.write_back(connection, message.claim, state="sent", last_error="", sent_s=now_s, **told)
            if digest is not None:
                storms.ensure_digest(connection, digest.storm, message.notifier, message.route, now_s, told=digest)

    def bury(self, message: Message, error: str) -> None:
        """It will never be taken; kept, with the reason."""
        with self._database.transaction() as connection:
            self._queue.write_back(connection, message.claim, state="dead", last_error=error)

    def abandon(self, notifiers: Collection[str], before_s: float) -> int:
        """Bury what has waited since before `before_s` for other notifiers than these; return how many messages that were."""
        with self._database.reading() as connection:
            others = set(connection.execute(select(messages.c.notifier).distinct()).scalars()) - set(notifiers)
        if not others:
            return 0
        waits_since_s = func.coalesce(messages.c.failing_since_s, messages.c.due_s)
        free = messages.c.claimed_until_s <= self._clock.now()
        waits = _PENDING & messages.c.notifier.in_(others) & (waits_since_s < before_s) & free
        values = {"state": "dead", "last_error": "no notifier of this name is configured any more", **queue.FREE}
        with self._database.transaction() as connection:
            return connection.execute(update(messages).where(waits).values(**values)).rowcount

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

    def retry_dead(self, message_id: int) -> str:
        """Have a message sent again; return why not, empty when it will be."""
        if self._dead.retry(message_id, ~news.overtaken(), state="pending"):
            return ""
        dead = self._dead.get(message_id)
        return NOT_DEAD if dead is None else news.OVERTAKEN[Effect(dead.effect)]

    def _keep(self, message: Message, same: ColumnElement[bool], handle: Mapping[str, Any]) -> None:
        """Raises ClaimLostError when somebody else sends the message by now, and keeps its own."""
        key = {"episode_id": message.episode_id, "notifier": message.notifier, "route": message.route}
        with self._database.transaction() as connection:
            queue.check(connection, message.claim)
            known = connection.execute(update(conversations).where(same).values(handle=dict(handle)))
            if not known.rowcount:
                connection.execute(insert(conversations).values(**key, handle=dict(handle)))


def _seeing_others(store: Callable[[], bool]) -> bool:
    """Store once more what collided with what another thread or replica stored at the same moment: by then that can be seen,
    and it is known whether it was this very message or only the digest that both are folded into.

    Raises:
        TemporaryError: it collides again and again; nothing was stored.
    """
    for _ in range(_TRIES):
        try:
            return store()
        except IntegrityError as error:
            collision = error
    raise TemporaryError("the store failed: what is to be told collides with what others tell") from collision


def _message(row: Row[Any], claim: Claim) -> Message:
    digest = (row.storm, row.event_key) if row.kind == DIGEST else None
    return Message(row.id, row.notifier, row.route, row.body, row.attempts, claim, row.episode_id, digest)
