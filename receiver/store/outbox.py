"""Messages to people: stored with the event that caused them, sent afterwards, each at least once.

An event key makes a message unique per notifier, so that a step that runs twice tells once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, insert, select, update

from receiver.clock import Clock
from receiver.store import queue
from receiver.store.engine import Database
from receiver.store.schema import messages

_PENDING = messages.c.state == "pending"


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message that waits for a notifier; `attempts` failed so far."""

    id: int
    notifier: str
    route: str
    body: Mapping[str, Any]
    created_s: float
    attempts: int


class Outbox:
    """The queue of messages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, event_key: str, notifier: str, route: str, body: Mapping[str, Any]) -> bool:
        """Store a message unless the same event was already told to this notifier; return whether it was new."""
        now_s = self._clock.now()
        row = {
            "event_key": event_key,
            "notifier": notifier,
            "route": route,
            "body": dict(body),
            "state": "pending",
            "created_s": now_s,
            "due_s": now_s,
        }
        same = (messages.c.event_key == event_key) & (messages.c.notifier == notifier)
        with self._database.transaction() as connection:
            new = not connection.execute(select(exists().where(same))).scalar_one()
            if new:
                connection.execute(insert(messages).values(**row))
        return new

    def told(self, key_prefix: str) -> bool:
        """Tell whether any message of an event whose key starts like this was stored."""
        with self._database.transaction() as connection:
            same = messages.c.event_key.startswith(key_prefix, autoescape=True)
            return bool(connection.execute(select(exists().where(same))).scalar_one())

    def claim(self) -> Message | None:
        """Lease the message that is due longest, None when none is."""
        with self._database.transaction() as connection:
            row = queue.claim(connection, messages, _PENDING, self._clock.now())
        return None if row is None else _message(row)

    def sent(self, message: Message) -> None:
        """It was taken."""
        self._end(message, "sent", "", sent_s=self._clock.now())

    def dead(self, message: Message, error: str) -> None:
        """It will never be taken; kept, with the reason."""
        self._end(message, "dead", error)

    def retry(self, message: Message, error: str, retry_after_s: float | None) -> None:
        """Release a message that was not taken, to be sent again after a growing wait."""
        due_s = self._clock.now() + queue.backoff_s(message.attempts + 1, retry_after_s)
        with self._database.transaction() as connection:
            queue.put_back_failed(connection, messages, message.id, due_s, error)

    def depth(self) -> int:
        """Count the messages that wait."""
        with self._database.transaction() as connection:
            return queue.depth(connection, messages, _PENDING)

    def _end(self, message: Message, state: str, error: str, **values: object) -> None:
        ended = {"state": state, "claimed_until_s": 0.0, "last_error": error, **values}
        with self._database.transaction() as connection:
            connection.execute(update(messages).where(messages.c.id == message.id).values(**ended))


def _message(row: Row[Any]) -> Message:
    return Message(row.id, row.notifier, row.route, row.body, row.created_s, row.attempts)
