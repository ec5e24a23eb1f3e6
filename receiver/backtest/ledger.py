"""What a dry run would have done so far: every step, what it has on loan, and what would have become of it."""

from dataclasses import dataclass, field, replace

from receiver.backtest.cache import Key
from receiver.backtest.looks import Look
from receiver.backtest.replay import Page
from receiver.backtest.tariff import TARIFFS
from receiver.backtest.when import day
from receiver.domain.action import Unit
from receiver.domain.decision import Plan
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.target import Target
from receiver.domain.verdict import Verdict
from receiver.policy.budget import HOUR_S, Spent
from receiver.scorecard.tally import Fate

_FOUND = {
    Verdict.CONFIRMED: Outcome.NO_EFFECT,
    Verdict.REFUTED: Outcome.WORKED,
    Verdict.INCONCLUSIVE: Outcome.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One step that would have been taken.

    Attributes:
        at_s: when, seconds since the epoch.
        until_s: until when what it raised stays raised; None where nothing is given back, or nothing was raised.
        cost: in the unit of its tariff.
        rung: its place in the entry's ladder, 1 the first.
        fate: what became of the series that asked for it, as of a page that begins then.
    """

    at_s: float
    until_s: float | None
    key: Key
    severity: str
    plan: Plan
    cost: float
    rung: int
    probability: float
    fate: Fate


@dataclass(eq=False)
class Step:
    """An action while the replay goes on.

    Attributes:
        lease_until_s: until when its loan lasts or, where nothing is lent, its outcome counts.
        settled_s: from when on its outcome is looked for.
        ends_s: when the series is seen last, seconds since the epoch.
        seen: looks at its page since.
        superseded: a later step took its loan over.
    """

    plan: Plan
    page: Page
    key: Key
    severity: str
    at_s: float
    lease_until_s: float
    settled_s: float
    ends_s: float
    probability: float
    rung: int
    fate: Fate
    seen: list[Look] = field(default_factory=list)
    superseded: bool = False

    @property
    def action(self) -> Action:
        """As it stands in the report."""
        until_s = self._raised_until_s()
        cost = TARIFFS[self.plan.action].cost(self.plan, (until_s or self.at_s) - self.at_s)
        return Action(
            self.at_s, until_s, self.key, self.severity, self.plan, cost, self.rung, self.probability, self.fate
        )

    def remediation(self, now_s: float) -> Remediation:
        """As the store would show it now."""
        state, outcome = self._state(now_s)
        return Remediation(
            id=f"of {day(self.at_s)}",
            episode_id=0,
            forecast="",
            plan=self.plan,
            state=state,
            created_at_s=self.at_s,
            acted_at_s=self.at_s,
            lease_until_s=self.lease_until_s,
            seen_at_s=self.at_s,
            outcome=outcome,
            note="",
        )

    def stands(self, now_s: float) -> bool:
        """Whether its loan, or its outcome, still counts."""
        return not self.superseded and now_s < self.lease_until_s

    def _raised_until_s(self) -> float | None:
        if self.plan.kind.lent:
            return self.lease_until_s
        return max(self.ends_s, self.at_s) if TARIFFS[self.plan.action].hourly else None

    def _state(self, now_s: float) -> tuple[State, Outcome | None]:
        outcome = self._outcome(now_s)
        if self.plan.kind.lent and not self.stands(now_s):
            return (State.SUPERSEDED if self.superseded else State.GIVEN_BACK), outcome
        if outcome is None:
            return State.ACTED, None
        return (State.LEASED if self.plan.kind.lent else State.DONE), outcome

    def _outcome(self, now_s: float) -> Outcome | None:
        """What the verification would have found by now: what the first look after the settle time says. That something fell
        below its forecast earlier is no action's doing in recorded history."""
        for look in self.seen:
            if look.at_s >= self.settled_s:
                return _FOUND[look.verdict]
        return Outcome.WORKED if now_s >= self.page.spell.end_s else None


class Ledger:
    """Every step, by target, by series and by the page that asked for it."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._of_target: dict[Target, list[Step]] = {}
        self._of_series: dict[Key, list[Step]] = {}
        self._of_page: dict[int, list[Step]] = {}

    def newest(self, target: Target, action: str | None = None) -> Step | None:
        """The newest step on a target; with an action, the newest of that."""
        own = self._of_target.get(target, [])
        return next((step for step in reversed(own) if action in (None, step.plan.action)), None)

    def tried(self, key: Key, severity: str, page: Page, now_s: float) -> Step | None:
        """What was done last about an alert and still counts: on this page, or on an earlier one and not over."""
        own = [step for step in self._of_series.get(key, []) if step.severity == severity]
        return next((step for step in reversed(own) if step.page is page or step.stands(now_s)), None)

    def of_page(self, page: Page) -> list[Step]:
        """The steps that a page has asked for."""
        return self._of_page.get(id(page), [])

    def lent(self, target: Target, now_s: float) -> int:
        """The value that a target has on loan, 0 without a loan."""
        own = [step for step in self._of_target.get(target, []) if step.plan.kind.lent and step.stands(now_s)]
        return max((step.plan.wanted for step in own), default=0)

    def size_bytes(self, key: Key) -> int:
        """What a series' resource was made as large as, 0 when it never was."""
        own = [step for step in self._of_series.get(key, []) if step.plan.kind.unit is Unit.BYTES]
        return max((step.plan.wanted for step in own), default=0)

    def count(self, target: Target, action: str, since_s: float) -> int:
        """Steps of one action on a target since then."""
        own = self._of_target.get(target, [])
        return sum(step.plan.action == action and step.at_s > since_s for step in own)

    def take(self, step: Step) -> None:
        """Keep a new step; one that lends takes over what its target still had on loan."""
        last = self.newest(step.plan.target, step.plan.action)
        if last is not None and step.plan.kind.lent and last.stands(step.at_s):
            step.plan = replace(step.plan, previous=last.plan.previous)  # it gives back to where the first began
            last.lease_until_s, last.superseded = step.at_s, True
        self._steps.append(step)
        self._of_target.setdefault(step.plan.target, []).append(step)
        self._of_series.setdefault(step.key, []).append(step)
        self._of_page.setdefault(id(step.page), []).append(step)

    def spent(self, namespace: str, now_s: float) -> Spent:
        """What this forecast took of the budgets."""
        recent = [step for step in self._steps if now_s - HOUR_S < step.at_s <= now_s]
        near = [step for step in recent if step.plan.target.namespace == namespace]
        lent = [step for step in self._steps if step.plan.kind.unit is Unit.REPLICAS and step.stands(now_s)]
        return Spent(len(recent), len(near), sum(step.plan.wanted - step.plan.previous for step in lent))

    def actions(self) -> tuple[Action, ...]:
        """Everything that was done, in order of time."""
        return tuple(sorted((step.action for step in self._steps), key=lambda action: (action.at_s, action.key)))
