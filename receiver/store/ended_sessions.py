"""Sessions at the pages that somebody ended, until their time would have been over: a copied cookie is worth nothing then."""

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.store.engine import Database
from receiver.store.schema import ended_sessions


class EndedSessions:
    """What every replica knows of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, session_id: str, until_s: float) -> None:
        """Write one down that would have lasted until then; what is over by itself is forgotten."""
        over = ended_sessions.c.until_s <= self._clock.now()
        try:
            with self._database.transaction(urgent=True) as connection:
                connection.execute(delete(ended_sessions).where(over))
                connection.execute(insert(ended_sessions).values(id=session_id, until_s=until_s))
        except IntegrityError:  # pressed twice
            return

    def has(self, session_id: str) -> bool:
        """Tell whether somebody ended it."""
        same = select(ended_sessions.c.id).where(ended_sessions.c.id == session_id)
        with self._database.reading() as connection:
            return connection.execute(same).first() is not None
