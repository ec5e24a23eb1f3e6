"""One life of an alert, from its first firing to its end: the unit of work."""

from dataclasses import dataclass

from receiver.domain.alert import Alert


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
    """

    id: int
    alert: Alert
    first_seen_s: float
    last_seen_s: float
    attempts: int
    open: bool
