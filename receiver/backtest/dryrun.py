"""What would have been done, and what would it have cost? The policy's guards asked at every look, in order of time.

The guards and the sizing are the receiver's own (`receiver.policy`), with the mode taken as `auto`. What cannot be
known: recorded history shows what happened without the action, so an action never looks as if it had helped. The
receiver's own rule for that case is followed: a step that shows no effect is not repeated while it is on loan, and
its loan is renewed as long as the forecast stands. So an incident has one action and one loan; a step that helps
would be given back sooner, and one that helps only a little could be followed by another.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from receiver.backtest.loans import Action, Loan, Loans, state_at
from receiver.backtest.looks import Look
from receiver.backtest.replay import Page, SeriesOutcome
from receiver.backtest.workloads import Workloads
from receiver.conventions import LABEL_FORECAST, LABEL_SEVERITY
from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.decision import Plan
from receiver.domain.remediation import Remediation, State
from receiver.domain.surroundings import Surroundings
from receiver.domain.verdict import Assessment, Verdict
from receiver.policy.budget import Spent
from receiver.policy.decide import decide
from receiver.policy.model import AlertPolicy, ForecastPolicy, Policy
from receiver.policy.situation import Situation
from receiver.policy.sizing.scale import size_scale

_GUESSED = "scale"
"""The action whose target can be guessed from labels: sizes of volumes and limits of containers are not in them."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """Everything that the policy would have decided.

    Attributes:
        holds: guard → looks that it held, the first guard that held each.
    """

    actions: tuple[Action, ...]
    holds: dict[str, int]

    @property
    def replica_hours(self) -> float:
        """Of all actions."""
        return sum(action.replica_hours for action in self.actions)


def dry_run(name: str, policy: Policy, series: Sequence[SeriesOutcome], workloads: Workloads | None) -> DryRun:
    """Ask the policy at every look of one forecast; budgets are spent by this forecast alone.

    Args:
        workloads: None when the policy names no remediation.
    """
    entry = policy.forecasts[name]
    loans = Loans()
    holds: Counter[str] = Counter()
    willing = _willing(entry)
    for look, one, alert, page in _looks(entry, series):
        labels = dict(zip(entry.by, one.key, strict=True))
        situation = _situation(name, policy, willing, alert, look, labels)
        decision = decide(situation)
        if workloads is not None and decision.hold is not None and decision.hold.guard == "target":
            situation = _with_workload(situation, workloads, labels, loans)
            decision = decide(situation)
        _renew(situation, look, page, loans)
        if decision.hold is not None:
            holds[decision.hold.guard] += 1
        elif decision.plan is not None:
            _begin(decision.plan, situation, one, alert, page, loans)
    return DryRun(
        tuple(sorted(loans.actions(), key=lambda action: (action.at_s, action.key))), dict(sorted(holds.items()))
    )


def _looks(
    entry: ForecastPolicy, series: Sequence[SeriesOutcome]
) -> list[tuple[Look, SeriesOutcome, AlertPolicy, Page]]:
    found = [
        (look, one, alert, page)
        for one in series
        for alert in entry.alerts
        for page in one.alerts[alert.severity].pages
        for look in page.looks
    ]
    return sorted(found, key=lambda item: (item[0].at_s, item[1].key, item[2].severity))


def _willing(entry: ForecastPolicy) -> ForecastPolicy:
    if entry.remediation is None:
        return entry
    return entry.model_copy(update={"remediation": entry.remediation.model_copy(update={"mode": "auto"})})


def _situation(
    name: str, policy: Policy, entry: ForecastPolicy, alert: AlertPolicy, look: Look, labels: dict[str, str]
) -> Situation:
    told = {**labels, LABEL_FORECAST: name, LABEL_SEVERITY: alert.severity}
    return Situation(
        alert=Alert("", AlertStatus.FIRING, told, {}, look.at_s),
        entry=entry,
        assessment=_assessment(look, alert),
        workload=None,
        unresolved="",
        plan=None,
        last=None,
        approval=None,
        kill_switch="",
        budgets=policy.budgets,
        spent=Spent(),
        maintenance=policy.maintenance,
        now_s=look.at_s,
        surroundings=Surroundings(),
    )


def _assessment(look: Look, alert: AlertPolicy) -> Assessment:
    return Assessment(
        verdict=look.verdict,
        reason=look.reason,
        probability=look.probability,
        eta_lower_s=look.eta_s,
        eta_s=look.eta_s,
        eta_upper_s=look.eta_s,
        horizon_s=alert.horizon_s,
        level=look.level,
        slope_per_s=look.slope_per_s,
        noise=0.0,
        segment_start_s=look.at_s,
        coverage_ratio=1.0,
        gates=(),
    )


def _with_workload(situation: Situation, workloads: Workloads, labels: dict[str, str], loans: Loans) -> Situation:
    remediation = situation.entry.remediation
    if remediation is None:
        return situation
    if remediation.action != _GUESSED:
        return replace(situation, unresolved=f"what {remediation.action} would have found is gone with the cluster")
    workload, unresolved = workloads.find(labels, situation.now_s)
    if workload is None:
        return replace(situation, unresolved=unresolved)
    last = loans.newest(workload.target)
    newest = state_at(last, situation.now_s) if last else None
    if newest is not None and newest.state is not State.GIVEN_BACK:
        workload = replace(workload, replicas=max(workload.replicas, newest.plan.wanted))
    plan = size_scale(workload, situation.assessment, remediation)
    spent = loans.spent(workload.target.namespace, situation.now_s)
    return replace(situation, workload=workload, plan=plan, last=newest, spent=spent)


def _renew(situation: Situation, look: Look, page: Page, loans: Loans) -> None:
    """A loan is renewed while the forecast that it was taken for stands."""
    remediation = situation.entry.remediation
    if remediation is None or look.verdict is not Verdict.CONFIRMED:
        return
    loan = loans.of_page(page)
    if loan is not None and loan is loans.newest(loan.action.plan.target) and look.at_s <= loan.action.until_s:
        until_s = max(loan.action.until_s, look.at_s + remediation.lease_s)
        loan.action = replace(loan.action, until_s=until_s)


def _begin(
    plan: Plan,
    situation: Situation,
    one: SeriesOutcome,
    alert: AlertPolicy,
    page: Page,
    loans: Loans,
) -> None:
    policy, now_s = situation.entry.remediation, situation.now_s
    if policy is None:
        raise AssertionError("an action needs a remediation")
    crossings = one.alerts[alert.severity].crossings
    needed = any(now_s < crossing.at_s <= now_s + alert.horizon_s for crossing in crossings)
    action = Action(
        now_s, now_s + policy.lease_s, one.key, alert.severity, plan, situation.assessment.probability, needed
    )
    settled_s = now_s + policy.settle_s + 2 * alert.shortest_window_s
    remediation = Remediation(
        "", 0, situation.alert.forecast, plan, State.ACTED, now_s, now_s, action.until_s, now_s, None, ""
    )
    loans.take(Loan(remediation, page, settled_s, action))
