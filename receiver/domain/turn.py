"""One turn of the kill switch: who stopped all acting, or allowed it again, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """What is kept of it.

    Attributes:
        at_s: when, seconds since the epoch.
        on: whether acting was switched off by it.
        reason: in the person's words.
        by: who, as they named themselves, and by which way.
    """

    at_s: float
    on: bool
    reason: str
    by: str
