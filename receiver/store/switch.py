"""The kill switch: while it is on, nothing in the cluster is changed, not even given back. Alerts are still refined and told.

It is on while its file exists (a key of a mounted ConfigMap, or touch) or while it is switched on in the database
(`receiver kill-switch on`).
"""

from pathlib import Path

import structlog
from sqlalchemy import Connection, delete, insert, select

from receiver.clock import Clock
from receiver.domain.turn import Turn
from receiver.errors import TemporaryError
from receiver.store import advisory
from receiver.store.engine import Database
from receiver.store.schema import switch_turns, switches

log = structlog.get_logger()

_NAME = "kill"
_TURNS = 1000
"""So many turns are remembered; the oldest give way."""


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
        reason = _standing_in_the_way(self._file)
        if reason:
            return reason
        row = connection.execute(select(switches.c.reason).where(switches.c.name == _NAME)).first()
        return "" if row is None else str(row.reason)

    def turn_on(self, reason: str, by: str = "unknown") -> None:
        """Switch acting off; once this returns, nothing is claimed any more. `by` says who, for the record."""
        reason = reason or "switched on by hand"
        with self._database.transaction() as connection:
            advisory.wait_for_switch(connection)
            connection.execute(delete(switches).where(switches.c.name == _NAME))
            row = {"name": _NAME, "reason": reason, "set_at_s": self._clock.now()}
            connection.execute(insert(switches).values(**row))
            self._remember(connection, "on", reason, by)
        self._outlast_claims()

    def turn_off(self, reason: str = "", by: str = "unknown") -> None:
        """Allow acting again, as far as the database's switch goes; the file is its owner's."""
        with self._database.transaction() as connection:
            connection.execute(delete(switches).where(switches.c.name == _NAME))
            self._remember(connection, "off", reason, by)

    def turns(self, connection: Connection, most: int) -> list[Turn]:
        """Return the newest turns, newest first."""
        newest = select(switch_turns).order_by(switch_turns.c.id.desc()).limit(most)
        return [Turn(row.at_s, row.turned == "on", row.reason, row.by) for row in connection.execute(newest)]

    def _outlast_claims(self) -> None:
        """Return when no claim is under way that began before the switch was turned. One that hangs keeps nobody: the database
        ends it after some seconds, and its claim with it."""
        if self._database.alone:
            return  # who turns it waits for the one writer anyway
        try:
            with self._database.transaction() as connection:
                advisory.wait_for_claims(connection)
        except TemporaryError as error:
            log.warning("acting is switched off; a claim that began before may still come", error=str(error))

    def _remember(self, connection: Connection, turned: str, reason: str, by: str) -> None:
        row = {"at_s": self._clock.now(), "turned": turned, "reason": reason, "by": by}
        newest = connection.execute(insert(switch_turns).values(**row).returning(switch_turns.c.id)).scalar_one()
        connection.execute(delete(switch_turns).where(switch_turns.c.id <= newest - _TURNS))


def _standing_in_the_way(file: Path | None) -> str:
    """What cannot be looked at counts as being there."""
    try:
        return f"the file {file.name} exists" if file is not None and file.exists() else ""
    except OSError as error:
        return f"whether the file that switches acting off exists cannot be told: {error.strerror}"
