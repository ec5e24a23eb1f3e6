"""A stretch of time, and a stretch of time in which a resource was exhausted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time, seconds since the epoch; `end_s` is the first moment at which it was over."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """One time of exhaustion.

    Attributes:
        at_s: first moment of it, seconds since the epoch.
        until_s: last moment of it.
        seen: whether the series was watched as it began.
        restart: whether it is a restart from the edge.
    """

    at_s: float
    until_s: float
    seen: bool = True
    restart: bool = False
