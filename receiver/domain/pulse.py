"""How the receiver itself is doing: what an operator's alerts and dashboards ask of its store."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pulse:
    """One look.

    Attributes:
        waits_s: queue → for how long its oldest due row has waited, seconds; 0 when none is due.
        loans: action → changes in the cluster that are on loan or being verified.
        oldest_loan_s: age of the oldest of them, seconds; 0 without any.
        actions: within the last hour; `namespace_actions` in the namespace that had most.
        added_replicas: on loan now or about to be, as the budget counts them.
        acting: whether the kill switch allows it.
    """

    waits_s: Mapping[str, float]
    loans: Mapping[str, int]
    oldest_loan_s: float
    actions: int
    namespace_actions: int
    added_replicas: int
    acting: bool
