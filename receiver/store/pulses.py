"""Reads how the receiver is doing, in one short look that is ended when it takes too long: scrapes come often."""

from collections import Counter

from sqlalchemy import ColumnElement, Connection, Table, func, select

from receiver.clock import Clock
from receiver.domain.action import ACTIONS
from receiver.domain.prediction import Came
from receiver.domain.pulse import Pulse
from receiver.domain.remediation import State
from receiver.domain.target import Target
from receiver.policy.budget import HOUR_S
from receiver.store import spending
from receiver.store.bounded import bounded
from receiver.store.engine import Database
from receiver.store.remediation_row import OPEN
from receiver.store.schema import episodes, messages, predictions, remediations
from receiver.store.switch import KillSwitch

_QUEUES: dict[str, tuple[Table, ColumnElement[bool]]] = {
    "episodes": (episodes, episodes.c.state == "open"),
    "remediations": (remediations, OPEN),
    "messages": (messages, messages.c.state == "pending"),
    "outcomes": (predictions, predictions.c.came == Came.PENDING),
}
_OUT = remediations.c.state.in_([State.ACTED, State.LEASED])


class Pulses:
    """Looks at itself."""

    def __init__(self, database: Database, kill_switch: KillSwitch, clock: Clock) -> None:
        self._database = database
        self._kill_switch = kill_switch
        self._clock = clock

    def read(self) -> Pulse:
        """Look now.

        Raises:
            TemporaryError: it took too long, or the store failed.
        """
        now_s = self._clock.now()
        with bounded(self._database) as connection:
            recent = _recent(connection, now_s)
            loans = connection.execute(select(remediations).where(_OUT)).all()
            return Pulse(
                waits_s={name: _wait_s(connection, *queue, now_s) for name, queue in _QUEUES.items()},
                loans={**dict.fromkeys(ACTIONS, 0), **Counter(row.action for row in loans)},
                oldest_loan_s=max((now_s - row.created_at_s for row in loans), default=0.0),
                actions=sum(recent.values()),
                namespace_actions=max(recent.values(), default=0),
                added_replicas=spending.added_replicas(connection),
                acting=not self._kill_switch.reason_in(connection),
            )


def _wait_s(connection: Connection, table: Table, waiting: ColumnElement[bool], now_s: float) -> float:
    oldest = select(func.min(table.c.due_s)).where(waiting, table.c.due_s <= now_s)
    due_s: float | None = connection.execute(oldest).scalar_one()
    return 0.0 if due_s is None else now_s - due_s


def _recent(connection: Connection, now_s: float) -> Counter[str]:
    """Actions within the last hour by namespace."""
    query = select(remediations.c.target).where(remediations.c.created_at_s > now_s - HOUR_S)
    return Counter(Target.parse(target).namespace for target in connection.execute(query).scalars())
