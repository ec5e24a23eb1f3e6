"""What happened to an alert, for people: one life, many entries."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        at_s: when, seconds since the epoch.
        what: decision, question, answer, remediation or message.
        id: the number or id by which commands know it, empty when none does.
        text: one line.
    """

    at_s: float
    what: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Life:
    """An alert episode with everything that came of it, oldest first.

    Attributes:
        state: open, closed or dead.
        error: what went wrong last, empty when nothing did.
    """

    episode_id: int
    fingerprint: str
    labels: Mapping[str, str]
    state: str
    status: str
    first_seen_s: float
    last_seen_s: float
    error: str
    entries: tuple[Entry, ...]
