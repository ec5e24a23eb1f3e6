"""What bounds each forecast's mode, and every change of that: who, when, why, on what evidence.

The newest row of a person counts, if it names a mode; otherwise the newest of the scorecard. Rows are numbered for each
forecast, so that of two replicas that come to the same conclusion at once one is refused.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.mode import Mode, ModeChange, ModeLimit, lower
from receiver.policy.model import RemediationPolicy
from receiver.store.engine import Database
from receiver.store.schema import mode_changes

SCORECARD = "scorecard"


class Modes:
    """The ledger of trust."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def limit(self, forecast: str, *, earned: bool) -> ModeLimit | None:
        """Return what bounds a forecast's mode, None when nothing does.

        Args:
            earned: whether it has to earn its mode: then it begins at dry-run.
        """
        both = select(func.max(mode_changes.c.id)).where(mode_changes.c.forecast == forecast)
        query = select(mode_changes).where(mode_changes.c.id.in_(both.group_by(mode_changes.c.pinned)))
        with self._database.reading() as connection:  # at every decision, so it is one query
            newest = {row.pinned: _change(row) for row in connection.execute(query)}
        pin, level = newest.get(True), newest.get(False)
        if pin is not None and pin.mode is not None:
            return ModeLimit(pin.mode, f"set by {pin.by}: {pin.reason}", pinned=True)
        if not earned:
            return None
        if level is None or level.mode is None:
            return ModeLimit(Mode.DRY_RUN, "no more is earned yet", pinned=False)
        return ModeLimit(level.mode, level.reason, pinned=False)

    def in_force(self, forecast: str, remediation: RemediationPolicy | None) -> tuple[Mode, str] | None:
        """Return a forecast's mode and why it is that, None where nothing can be done about it."""
        if remediation is None or remediation.action == "none":
            return None
        ceiling, limit = remediation.ceiling, self.limit(forecast, earned=remediation.promotion is not None)
        if limit is None:
            return ceiling, "the catalog says so"
        return lower(ceiling, limit.mode), f"catalog: {ceiling.value}; {limit.reason}"

    def level(self, forecast: str) -> tuple[Mode, float]:
        """Return what a forecast has earned, and when that changed last (-inf when it never did)."""
        with self._database.reading() as connection:
            newest = _newest(connection, forecast, ~mode_changes.c.pinned)
        if newest is None or newest.mode is None:
            return Mode.DRY_RUN, float("-inf")
        return newest.mode, newest.at_s

    def earn(self, forecast: str, mode: Mode, reason: str, evidence: Sequence[Mapping[str, Any]]) -> bool:
        """Write down that the scorecard promotes or demotes; return whether it was the first to."""
        return self._add(forecast, SCORECARD, mode, reason, evidence, pinned=False)

    def pin(self, forecast: str, mode: Mode | None, by: str, reason: str) -> bool:
        """Bound a mode by hand, whatever the scorecard says, or with None leave it to the scorecard again.

        Return whether it was written: somebody else may have changed it at the same moment.
        """
        return self._add(forecast, by, mode, reason, (), pinned=True)

    def changes(self, since_s: float = 0.0, forecast: str | None = None) -> list[ModeChange]:
        """Return the changes since then, oldest first."""
        query = select(mode_changes).where(mode_changes.c.at_s >= since_s).order_by(mode_changes.c.id)
        if forecast is not None:
            query = query.where(mode_changes.c.forecast == forecast)
        with self._database.reading() as connection:
            return [_change(row) for row in connection.execute(query)]

    def untold(self) -> list[ModeChange]:
        """Return the changes that nobody was told of, oldest first."""
        query = select(mode_changes).where(~mode_changes.c.told).order_by(mode_changes.c.id)
        with self._database.reading() as connection:
            return [_change(row) for row in connection.execute(query)]

    def told(self, change: ModeChange) -> None:
        """People are told of it."""
        with self._database.transaction() as connection:
            connection.execute(update(mode_changes).where(mode_changes.c.id == change.id).values(told=True))

    def _add(
        self,
        forecast: str,
        by: str,
        mode: Mode | None,
        reason: str,
        evidence: Sequence[Mapping[str, Any]],
        *,
        pinned: bool,
    ) -> bool:
        same = select(func.max(mode_changes.c.number)).where(mode_changes.c.forecast == forecast)
        row = {
            "forecast": forecast,
            "at_s": self._clock.now(),
            "by": by,
            "pinned": pinned,
            "mode": mode,
            "reason": reason,
            "evidence": [dict(one) for one in evidence],
            "told": False,
        }
        try:
            with self._database.transaction() as connection:
                if not pinned and _is_so(_newest(connection, forecast, ~mode_changes.c.pinned), mode):
                    return False
                number = (connection.execute(same).scalar_one() or 0) + 1
                connection.execute(insert(mode_changes).values(**row, number=number))
        except IntegrityError:
            return False
        return True


def _is_so(newest: ModeChange | None, mode: Mode | None) -> bool:
    return (Mode.DRY_RUN if newest is None else newest.mode) is mode


def _newest(connection: Connection, forecast: str, which: ColumnElement[bool]) -> ModeChange | None:
    same = (mode_changes.c.forecast == forecast) & which
    row = connection.execute(select(mode_changes).where(same).order_by(mode_changes.c.number.desc()).limit(1)).first()
    return None if row is None else _change(row)


def _change(row: Row[Any]) -> ModeChange:
    mode = None if row.mode is None else Mode(row.mode)
    return ModeChange(row.id, row.forecast, row.at_s, row.by, row.pinned, mode, row.reason, tuple(row.evidence))
