"""A loan as the object that carries it tells it: enough to give it back without the database that it was written from."""

from collections.abc import Mapping
from dataclasses import dataclass

from receiver.domain.target import Target

SKEW_S = 300.0
"""A receiver that is replaced by one with a fresh database may go on lending until it has stopped; clocks differ, too."""


@dataclass(frozen=True, slots=True)
class Birth:
    """Which database this is.

    Attributes:
        id: what tells it apart from every other one, the one before it included; empty = unknown.
        at_s: since when there is this database, seconds since the epoch.
    """

    id: str
    at_s: float


UNKNOWN = Birth("", 0.0)


@dataclass(frozen=True, slots=True)
class Lent:
    """What an annotation says. Whoever may annotate the object can have written it; `signed` says that we did.

    Attributes:
        id: of the remediation.
        owner: name of the receiver that lent it.
        labels: label values of its alert: those that chose the series, and its severity.
        previous: value to give back.
        values: what the value may be while it is ours: as lent, and as the step of giving back that was begun leaves it.
        until_s: when the loan ends, seconds since the epoch.
        signed: whether it carries our signature.
        store: id of the database that it was written from, empty where an earlier version did not say.
        at_s: when it was decided, seconds since the epoch; None likewise.
    """

    id: str
    owner: str
    action: str
    target: Target
    forecast: str
    labels: Mapping[str, str]
    field: str
    previous: int
    values: tuple[int, ...]
    until_s: float
    signed: bool
    store: str = ""
    at_s: float | None = None

    def is_anothers(self, owner: str, birth: Birth) -> bool:
        """Tell whether another receiver wrote it: one of another name, or one of our name whose database is not ours, nor an
        earlier one that was lost, for it was written when ours was there."""
        stranger = self.store not in ("", birth.id)
        return self.owner != owner or (stranger and self.at_s is not None and self.at_s > birth.at_s + SKEW_S)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An annotation that is no loan of ours, although it stands where one would; why, for people."""

    reason: str
