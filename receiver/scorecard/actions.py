"""What was done by outcome, and what it took: replicas by the hour, bytes for good (a volume never shrinks again)."""

from collections.abc import Iterable
from dataclasses import dataclass

from receiver.domain.action import ACTIONS, Unit

HOUR_S = 3600.0
IN_VAIN = "no_effect"
"""The outcome of a change that did not help."""


@dataclass(frozen=True, slots=True)
class Loan:
    """One change in the cluster.

    Attributes:
        action: kind of action.
        outcome: worked, no_effect, inconclusive, failed (the cluster refused) or unverified (not known yet).
        added: wanted less previous, in the action's unit.
        start_s: when the cluster took it, seconds since the epoch; `end_s` when it was given back, taken over, or now.
    """

    action: str
    outcome: str
    added: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Done:
    """All changes of one outcome.

    Attributes:
        replica_hours: replicas that were added, times the hours that they were.
        added_bytes: memory or disk that was added.
    """

    outcome: str
    count: int
    replica_hours: float
    added_bytes: int


def by_outcome(loans: Iterable[Loan]) -> tuple[Done, ...]:
    """Add up, one entry per outcome, in the order of their names."""
    found: dict[str, Done] = {}
    for loan in loans:
        so_far = found.get(loan.outcome, Done(loan.outcome, 0, 0.0, 0))
        hours = max(loan.end_s - loan.start_s, 0.0) / HOUR_S
        unit = ACTIONS[loan.action].unit
        found[loan.outcome] = Done(
            loan.outcome,
            so_far.count + 1,
            so_far.replica_hours + (loan.added * hours if unit is Unit.REPLICAS else 0.0),
            so_far.added_bytes + (loan.added if unit is Unit.BYTES else 0),
        )
    return tuple(found[outcome] for outcome in sorted(found))
