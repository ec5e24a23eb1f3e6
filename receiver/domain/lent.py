"""A loan as the object that carries it tells it: enough to give it back without the database that it was written from."""

from collections.abc import Mapping
from dataclasses import dataclass

from receiver.domain.target import Target


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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An annotation that is no loan of ours, although it stands where one would; why, for people."""

    reason: str
