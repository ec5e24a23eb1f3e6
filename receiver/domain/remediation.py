"""One change in the cluster from intent to give-back, and what it brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from receiver.domain.claim import Claim
from receiver.domain.decision import Plan
from receiver.domain.expectation import Expectation


class State(StrEnum):
    """Where a remediation stands.

    intended: claimed, the call has not been confirmed. acted: the cluster took it, its effect is not known yet.
    leased: verified, the raised value is on loan. given_back: the previous value is restored. kept: somebody else changed
    the value since, it is theirs now. superseded: a later remediation took over the loan. done: verified, and nothing of it is
    on loan. failed: the cluster refused.
    """

    INTENDED = "intended"
    ACTED = "acted"
    LEASED = "leased"
    GIVEN_BACK = "given_back"
    KEPT = "kept"
    SUPERSEDED = "superseded"
    DONE = "done"
    FAILED = "failed"


RUNNING = (State.INTENDED, State.ACTED)
"""At most one remediation per target may be in one of these: the store has a partial unique index on it."""


class Outcome(StrEnum):
    """Did the forecast recede? Slowed: less than was forecast, but still too much. Inconclusive is not success. Refused: the
    peer does not take such a change at all, so that nothing was done."""

    WORKED = "worked"
    SLOWED = "slowed"
    NO_EFFECT = "no_effect"
    INCONCLUSIVE = "inconclusive"
    REFUSED = "refused"


HELPLESS = frozenset({Outcome.NO_EFFECT, Outcome.REFUSED})
"""Outcomes after which the same action is known not to help: another one need not wait for it."""


@dataclass(frozen=True, slots=True)
class Remediation:
    """One change in the cluster.

    Attributes:
        id: short random id, carried in the annotation of the changed object.
        episode_id: the alert episode that asked for it.
        forecast: name of the policy entry.
        plan: what is changed.
        acted_at_s: when the cluster took it, None before.
        lease_until_s: when the loan ends unless it is renewed, seconds since the epoch; where nothing is lent, until when its
            outcome counts.
        seen_at_s: last time there was data to judge it by.
        outcome: None until verified.
        note: last thing that happened to it, for people.
        labels: label values of its alert: those that chose the series, and its severity.
        lowered_to: what of it is on loan after steps of giving back; None = all of it.
        lowering_to: where a step of giving back leads whose outcome is not known; None = there is none.
        expected: what the forecast said when it was acted on, None where that was not kept.
        claim: what entitles to work on it, None when it is only looked at.
    """

    id: str
    episode_id: int
    forecast: str
    plan: Plan
    state: State
    created_at_s: float
    acted_at_s: float | None
    lease_until_s: float
    seen_at_s: float
    outcome: Outcome | None
    note: str
    labels: Mapping[str, str] = field(default_factory=dict)
    lowered_to: int | None = None
    lowering_to: int | None = None
    expected: Expectation | None = None
    claim: Claim | None = field(default=None, compare=False)

    @property
    def lent(self) -> int:
        """The value that is on loan."""
        return self.plan.wanted if self.lowered_to is None else self.lowered_to
