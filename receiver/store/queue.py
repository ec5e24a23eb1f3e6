"""What all queues of the store share: claim the row that is due longest, put it back later, or bury it.

A claim is a lease with an end, so that the work of a process that died is taken up again without a coordinator. It also
carries a token, so that a process that only slept past that end cannot write any more: every write on behalf of a claim asks,
in its own transaction, whether the row still carries the token.
https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, case, func, select, update

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.claim import Claim
from receiver.errors import ClaimLostError
from receiver.store.engine import Database
from receiver.store.schema import metadata

CLAIM_S = 60.0
"""How long a claimed row is left alone unless told otherwise: longer than any one step's own timeouts together."""

_BACKOFF_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Waits after the first, second ... failure in a row; the last one repeats."""

SUSPECT = 5
"""A row over which the process died or froze this often in a row is suspected of being the reason."""

_JITTER = 0.25
"""A wait is up to this part shorter, so that what failed together is not tried again together."""

FREE = {"claimed_until_s": 0.0, "claimed_by": ""}
"""Of a row that nobody works on; who did has lost it."""
_DONE = {**FREE, "attempts": 0, "last_error": "", "failing_since_s": None, "interruptions": 0}


@dataclass(frozen=True)
class Terms:
    """How this process claims.

    Attributes:
        claim_s: how long a claim lasts unless it is renewed.
        owner: name of the process, unique.
    """

    claim_s: float = CLAIM_S
    owner: str = field(default_factory=lambda: secrets.token_hex(4))


def backoff_s(attempts: int, retry_after_s: float | None) -> float:
    """Return the wait after the `attempts`-th failure in a row, with jitter; what the peer asked for is a minimum."""
    wait_s = _BACKOFF_S[min(attempts, len(_BACKOFF_S)) - 1]
    shorter = 1 - _JITTER * random.random()  # noqa: S311 (spreads load, keeps no secret)
    return max(wait_s * shorter, retry_after_s or 0.0)


class Queue:
    """The rows of one table as work.

    Args:
        ready: which rows are to be worked on at all.
    """

    def __init__(
        self, database: Database, clock: Clock, table: Table, ready: ColumnElement[bool], terms: Terms
    ) -> None:
        self._database = database
        self._clock = clock
        self._table = table
        self._ready = ready
        self._terms = terms

    def claim(self, *also: ColumnElement[bool]) -> tuple[Row[Any], Claim] | None:
        """Claim the row that is due longest, None when nothing is due; `also` narrows down which rows count."""
        return next(iter(self.claim_many(1, *also)), None)

    def claim_many(self, most: int, *also: ColumnElement[bool]) -> list[tuple[Row[Any], Claim]]:
        """Claim the rows that are due longest, at most so many, longest first.

        A row over which the process died several times is claimed alone, so that it is known whether it is the one that kills.
        """
        now_s = self._clock.now()
        due = (
            select(self._table)
            .where(self._ready, *also, self._table.c.due_s <= now_s, self._is_free(now_s))
            .order_by(self._table.c.due_s, self._table.c.id)
        )
        with self._database.reading() as connection:
            if connection.execute(due.limit(1)).first() is None:
                return []
        with self._database.transaction() as connection:
            lock = due.limit(most).with_for_update(skip_locked=True, of=self._table, key_share=True)
            rows = _apart(connection.execute(lock).all())
            claimed = self._take(connection, rows, now_s)
        telemetry.REEXECUTIONS.labels(self._table.name).inc(sum(row.claimed_by != "" for row in rows))
        return claimed

    def give_up(self, claims: Sequence[Claim]) -> None:
        """End claims on rows that were not worked on; they are due as before."""
        rows, tokens = {claim.row for claim in claims}, {claim.token for claim in claims}
        ours = self._table.c.id.in_(rows) & self._table.c.claimed_by.in_(tokens)
        with self._database.transaction() as connection:
            connection.execute(update(self._table).where(ours).values(**FREE))

    def new_claim(self, row_id: int | str) -> tuple[Claim, dict[str, object]]:
        """Return a claim on a row that is about to be inserted, and the columns that say so."""
        now_s = self._clock.now()
        claim = Claim(self._table.name, row_id, self._token(), now_s + self._terms.claim_s, now_s, 0)
        return claim, {"claimed_until_s": claim.until_s, "claimed_by": claim.token}

    def renew(self, claim: Claim) -> Claim:
        """Make sure that at least half of a claim's time is left, before something that takes long or shows outside.

        Raises:
            ClaimLostError: somebody else works on the row by now.
        """
        now_s = self._clock.now()
        if now_s < claim.until_s - self._terms.claim_s / 2 and claim.until_s <= now_s + self._terms.claim_s:
            return claim
        with self._database.transaction() as connection:
            self._write(connection, claim, claimed_until_s=now_s + self._terms.claim_s)
        return replace(claim, until_s=now_s + self._terms.claim_s)

    def put_back(self, connection: Connection, claim: Claim, due_s: float | ColumnElement[Any]) -> None:
        """Release a row after success, to be looked at again at `due_s`."""
        self.write_back(connection, claim, due_s=due_s)

    def put_back_failed(self, claim: Claim, attempts: int, error: str, retry_after_s: float | None) -> None:
        """Release a row after a failure, the `attempts`-th in a row, to be tried again after a growing wait.

        A try that came back did not kill the process: interruptions count anew.
        """
        values = {
            "due_s": self._clock.now() + backoff_s(attempts, retry_after_s),
            "attempts": attempts,
            "last_error": error.replace("\x00", ""),
            "failing_since_s": claim.overdue_since_s,
            "interruptions": 0,
        }
        with self._database.transaction() as connection:
            self._write(connection, claim, **FREE, **values)

    def write(self, connection: Connection, claim: Claim, **values: object) -> Row[Any]:
        """Write something in the middle of work on a row, which stays claimed; return the row.

        Raises:
            ClaimLostError: somebody else works on the row by now; nothing was written.
        """
        return self._write(connection, claim, **values)

    def write_back(self, connection: Connection, claim: Claim, **values: object) -> Row[Any]:
        """Write the outcome of work on a row and release it; return the row.

        Raises:
            ClaimLostError: somebody else works on the row by now; nothing was written.
        """
        return self._write(connection, claim, **{**_DONE, **values})

    def depth(self) -> int:
        """Count the rows that wait or will wait."""
        with self._database.reading() as connection:
            return depth(connection, self._table, self._ready)

    def _write(self, connection: Connection, claim: Claim, **values: object) -> Row[Any]:
        ours = (self._table.c.id == claim.row) & (self._table.c.claimed_by == claim.token)
        row = connection.execute(update(self._table).where(ours).values(**values).returning(self._table)).first()
        if row is None:
            raise _lost(claim)
        return row

    def _is_free(self, now_s: float) -> ColumnElement[bool]:
        """A claim that ends later than any can was made before the clock was set back, and counts for nothing."""
        until_s = self._table.c.claimed_until_s
        return (until_s <= now_s) | (until_s > now_s + 2 * self._terms.claim_s)

    def _take(self, connection: Connection, rows: Sequence[Row[Any]], now_s: float) -> list[tuple[Row[Any], Claim]]:
        token, until_s = self._token(), now_s + self._terms.claim_s
        interrupted = case((self._table.c.claimed_by != "", 1), else_=0)
        values = {
            "claimed_until_s": until_s,
            "claimed_by": token,
            "interruptions": self._table.c.interruptions + interrupted,
        }
        these = self._table.c.id.in_([row.id for row in rows])
        connection.execute(update(self._table).where(these).values(**values))
        return [(row, _claim(self._table.name, row, token, until_s)) for row in rows]

    def _token(self) -> str:
        return f"{self._terms.owner}-{secrets.token_hex(8)}"


def _claim(table: str, row: Row[Any], token: str, until_s: float) -> Claim:
    overdue_since_s = row.due_s if row.failing_since_s is None else row.failing_since_s
    return Claim(table, row.id, token, until_s, overdue_since_s, row.interruptions + int(row.claimed_by != ""))


def _apart(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """The first alone if it is suspected of killing the process, else all that are not."""
    if rows and rows[0].interruptions >= SUSPECT:
        return rows[:1]
    return [row for row in rows if row.interruptions < SUSPECT]


def depth(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    """Count rows of a queue."""
    return connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()


def check(connection: Connection, claim: Claim) -> None:
    """Refuse to go on when a claim was lost; holds others off the row until the transaction ends.

    Raises:
        ClaimLostError: somebody else works on the row by now.
    """
    table = metadata.tables[claim.queue]
    ours = select(table.c.id).where(table.c.id == claim.row, table.c.claimed_by == claim.token)
    # Not the stronger lock: rows that refer to this one may be inserted meanwhile.
    if connection.execute(ours.with_for_update(key_share=True)).first() is None:
        raise _lost(claim)


def end_all_claims(database: Database) -> None:
    """Let every claimed row be taken up at once: for a process that is alone on its database and has just started."""
    for table in _tables():
        with database.transaction() as connection:
            connection.execute(update(table).where(table.c.claimed_by != "").values(claimed_until_s=0.0))


def release(database: Database, owner: str) -> int:
    """Give up the claims of a process that stops; what it still writes on their behalf is refused. Returns how many."""
    with database.transaction() as connection:
        return sum(
            connection.execute(update(table).where(table.c.claimed_by.startswith(f"{owner}-")).values(**FREE)).rowcount
            for table in _tables()
        )


def hurry(database: Database, now_s: float) -> int:
    """Make everything due that waits for a later time. Returns how many rows that were."""
    with database.transaction() as connection:
        return sum(
            connection.execute(update(table).where(table.c.due_s > now_s).values(due_s=now_s)).rowcount
            for table in _tables()
        )


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if "claimed_by" in table.c]


def _lost(claim: Claim) -> ClaimLostError:
    return ClaimLostError(f"{claim.queue} {claim.row} is worked on by somebody else: the claim on it ended meanwhile")
