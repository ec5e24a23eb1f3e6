"""What a dry run has on loan: the actions that would have been taken, and what would have become of them."""

from dataclasses import dataclass, replace

from receiver.backtest.cache import Key
from receiver.backtest.replay import Page
from receiver.domain.decision import Plan
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.target import Target
from receiver.domain.verdict import Verdict
from receiver.policy.budget import HOUR_S, Spent


@dataclass(frozen=True, slots=True)
class Action:
    """One step that would have been taken.

    Attributes:
        at_s: when, seconds since the epoch.
        until_s: end of its loan.
        needed: whether the series that asked for it ran out within the alert's horizon.
    """

    at_s: float
    until_s: float
    key: Key
    severity: str
    plan: Plan
    probability: float
    needed: bool

    @property
    def replica_hours(self) -> float:
        """What was on loan, times how long."""
        return (self.plan.wanted - self.plan.previous) * (self.until_s - self.at_s) / 3600.0


@dataclass(eq=False)
class Loan:
    """A remediation, while the replay goes on."""

    remediation: Remediation
    page: Page
    settled_s: float
    action: Action


class Loans:
    """What is and was on loan, by target and by the page that asked for it."""

    def __init__(self) -> None:
        self._of_target: dict[Target, list[Loan]] = {}
        self._of_page: dict[int, Loan] = {}

    def newest(self, target: Target) -> Loan | None:
        own = self._of_target.get(target)
        return own[-1] if own else None

    def of_page(self, page: Page) -> Loan | None:
        return self._of_page.get(id(page))

    def take(self, loan: Loan) -> None:
        """Keep a new loan, which takes over what its target still had."""
        last = self.newest(loan.action.plan.target)
        if last is not None and last.action.until_s > loan.action.at_s:
            last.action = replace(last.action, until_s=loan.action.at_s)
        self._of_target.setdefault(loan.action.plan.target, []).append(loan)
        self._of_page[id(loan.page)] = loan

    def spent(self, namespace: str, now_s: float) -> Spent:
        """What this forecast took of the budgets."""
        recent = [one for one in self.actions() if now_s - HOUR_S < one.at_s <= now_s]
        lent = [one.plan.wanted - one.plan.previous for one in self.actions() if one.until_s > now_s]
        near = [one for one in recent if one.plan.target.namespace == namespace]
        return Spent(len(recent), len(near), sum(lent))

    def actions(self) -> list[Action]:
        return [loan.action for own in self._of_target.values() for loan in own]


def state_at(loan: Loan, now_s: float) -> Remediation:
    """The remediation as the store would show it now."""
    if now_s >= loan.action.until_s:
        return replace(loan.remediation, state=State.GIVEN_BACK)
    if now_s < loan.settled_s:
        return replace(loan.remediation, state=State.ACTED)
    return replace(loan.remediation, state=State.LEASED, outcome=_outcome(loan))


def _outcome(loan: Loan) -> Outcome:
    """What the verification would have found in the recorded history."""
    after = [look for look in loan.page.looks if look.at_s > loan.action.at_s]
    refuted = any(look.verdict is Verdict.REFUTED and look.at_s < loan.settled_s for look in after)
    standing = [look for look in after if look.at_s >= loan.settled_s]
    if refuted or not standing:
        return Outcome.WORKED
    return Outcome.NO_EFFECT if standing[0].verdict is Verdict.CONFIRMED else Outcome.INCONCLUSIVE
