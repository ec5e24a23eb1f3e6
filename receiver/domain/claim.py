"""The right to work on one row of a queue for a while."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on a row. It is over when its end has passed and somebody else took the row: then the row carries another token.

    Attributes:
        queue: name of the row's table.
        row: the row's id.
        token: unique for every claim; begins with the name of the process.
        until_s: when others may take the row, seconds since the epoch.
        overdue_since_s: since when the row waits for work on it that succeeds.
        interruptions: how often in a row work on it ended without a word, because a process died or froze.
    """

    queue: str
    row: int | str
    token: str
    until_s: float
    overdue_since_s: float
    interruptions: int
