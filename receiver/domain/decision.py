"""What the policy concluded: act on this plan, or hold for that reason."""

from dataclasses import dataclass, replace

from receiver.domain.action import ACTIONS, ActionKind, Unit
from receiver.domain.target import Target


@dataclass(frozen=True, slots=True)
class Plan:
    """An absolute change of one field on one target.

    Attributes:
        action: name of its kind, e.g. `scale`.
        field: what is changed: `replicas`, `minReplicas`, `storage`, …
        previous: value that it had, in the unit of the action; the one to give back where it is lent.
        wanted: value to set; the same as `previous` for an action without a value.
        sizing: how `wanted` came about and what clipped it, for people.
    """

    action: str
    target: Target
    field: str
    previous: int
    wanted: int
    sizing: str

    def __str__(self) -> str:
        return f"{self.action} {self._change}"

    @property
    def kind(self) -> ActionKind:
        """What is true of every action like this."""
        return ACTIONS[self.action]

    @property
    def done(self) -> str:
        """What it is once it is done, for people."""
        return f"{self.kind.done} {self._change}"

    @property
    def undone(self) -> str:
        """What giving it back is, for people."""
        return f"gave back {replace(self, previous=self.wanted, wanted=self.previous)._change}"

    @property
    def _change(self) -> str:
        kind = self.kind
        if kind.unit is Unit.NONE:
            return str(self.target)
        return f"{self.target} {self.field} {kind.in_words(self.previous)}→{kind.in_words(self.wanted)}"


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
        silence_acts: without an answer in time it is done.
    """

    until_s: float
    asked: bool
    silence_acts: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Act when `hold` is None; `plan` is also there for a hold that came after sizing (dry run: what would have been done).

    Attributes:
        notes: what could not be looked at before it was decided, for people.
    """

    plan: Plan | None
    hold: Hold | None
    notes: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        return self.hold is None and self.plan is not None
