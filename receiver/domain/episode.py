"""One life of an alert, from its first firing to its end: the unit of work."""

from dataclasses import dataclass, field

from receiver.domain.alert import Alert
from receiver.domain.claim import Claim


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert with the store's number for it.

    Attributes:
        id: number in the store.
        alert: the newest state of the alert.
        first_seen_s: when it was first accepted, seconds since the epoch.
        last_seen_s: when Alertmanager last told of it.
        attempts: failed attempts in a row.
        open: whether it is still worked on.
        claim: what entitles to work on it, None when it is only looked at.
    """

    id: int
    alert: Alert
    first_seen_s: float
    last_seen_s: float
    attempts: int
    open: bool
    claim: Claim | None = field(default=None, compare=False)
