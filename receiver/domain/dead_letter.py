"""Work that nobody does any more until a person has it tried again."""

from dataclasses import dataclass

NOT_DEAD = "it is no dead letter"
"""Why something is not tried again."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What is kept of it.

    Attributes:
        id: number in its queue.
        about: what it is, for people.
        error: why it was given up.
        since_s: since when it is overdue, seconds since the epoch.
    """

    id: int
    about: str
    error: str
    since_s: float
