"""The kill switch: while it is on, nothing in the cluster is changed, not even given back. Alerts are still refined and told.

It is on while its file exists (a key of a mounted ConfigMap, or touch) or while it is switched on in the database
(`receiver kill-switch on`).
"""

from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from receiver.clock import Clock
from receiver.store.engine import Database
from receiver.store.schema import switches

_NAME = "kill"


class KillSwitch:
    """Reads and sets the switch.

    Args:
        file: acting is off while it exists; None = no file is looked at.
    """

    def __init__(self, database: Database, clock: Clock, file: Path | None) -> None:
        self._database = database
        self._clock = clock
        self._file = file

    def reason(self) -> str:
        """Return why acting is off, empty when it is on."""
        with self._database.reading() as connection:
            return self.reason_in(connection)

    def reason_in(self, connection: Connection) -> str:
        """The same inside somebody's transaction."""
        if self._file is not None and self._file.exists():
            return f"the file {self._file.name} exists"
        row = connection.execute(select(switches.c.reason).where(switches.c.name == _NAME)).first()
        return "" if row is None else str(row.reason)

    def turn_on(self, reason: str) -> None:
        """Switch acting off."""
        with self._database.transaction() as connection:
            connection.execute(delete(switches).where(switches.c.name == _NAME))
            row = {"name": _NAME, "reason": reason or "switched on by hand", "set_at_s": self._clock.now()}
            connection.execute(insert(switches).values(**row))

    def turn_off(self) -> None:
        """Allow acting again, as far as the database's switch goes; the file is its owner's."""
        with self._database.transaction() as connection:
            connection.execute(delete(switches).where(switches.c.name == _NAME))
