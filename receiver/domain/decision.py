"""What the policy concluded: act on this plan, or hold for that reason."""

from dataclasses import dataclass

from receiver.domain.target import Target


@dataclass(frozen=True, slots=True)
class Plan:
    """An absolute change of one field on one target.

    Attributes:
        action: kind of action, e.g. `scale`.
        field: what is raised: `replicas` or `minReplicas`.
        previous: value to give back.
        wanted: value to set.
        sizing: how `wanted` came about and what clipped it, for people.
    """

    action: str
    target: Target
    field: str
    previous: int
    wanted: int
    sizing: str

    def __str__(self) -> str:
        return f"{self.action} {self.target} {self.field} {self.previous}→{self.wanted}"


@dataclass(frozen=True, slots=True)
class Hold:
    """A guard's no.

    Attributes:
        guard: stable id of the guard.
        reason: one sentence for people, with the numbers.
    """

    guard: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ask(Hold):
    """A no that a person can lift.

    Attributes:
        until_s: until when an answer is in time, seconds since the epoch.
        asked: the person was asked already.
    """

    until_s: float
    asked: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Act when `hold` is None; `plan` is also there for a hold that came after sizing (dry run: what would have been done)."""

    plan: Plan | None
    hold: Hold | None

    @property
    def acts(self) -> bool:
        return self.hold is None and self.plan is not None
