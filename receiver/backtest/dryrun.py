"""What would have been done, and what would it have cost? The policy's guards asked at every look, in order of time.

Guards, sizing, ladder and the way from labels to a target are the receiver's own, with every mode taken as `auto`; the
cluster is `receiver.backtest.past`. What cannot be known: recorded history shows what happened without the action, so more
replicas, a restart or a call never look as if they had helped. The receiver's own rule for that case is followed: a step
that shows no effect is not repeated while it counts, the ladder goes on to the next one, and a loan is renewed as long as
the forecast stands. What a restart or a call would have changed for the rest of its page is not in history at all, so it
counts for as long. So a page has mostly one of each: the most that the ladder would have done about it.

More bytes are another matter: what is used does not depend on the size, so utilisation after the step follows from the
recorded one, and the check is asked about that.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from receiver import conventions
from receiver.backtest import beside
from receiver.backtest.asked import Asked, in_order, willing
from receiver.backtest.beside import Read
from receiver.backtest.ledger import Action, Ledger, Step
from receiver.backtest.looks import Look, Question, look
from receiver.backtest.past import Past
from receiver.backtest.replay import SeriesOutcome
from receiver.backtest.score import fate
from receiver.backtest.workloads import Workloads
from receiver.conventions import LABEL_FORECAST, LABEL_SEVERITY
from receiver.domain.action import Unit
from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.decision import Plan
from receiver.domain.load import Drives, LoadFinding
from receiver.domain.spell import Crossing
from receiver.domain.surroundings import Surroundings
from receiver.domain.verdict import Verdict
from receiver.errors import PermanentError
from receiver.forecast.load import driven_by
from receiver.pipeline.lookup import looked_up
from receiver.policy import volumes
from receiver.policy.budget import Spent
from receiver.policy.decide import decide
from receiver.policy.model import Policy
from receiver.policy.planning import planned
from receiver.policy.situation import Situation
from receiver.scorecard.tally import SLACK, Fate

EXPANDS = "expand-volume"
UNKNOWN_LOAD = "there are no samples of the load at that time"


@dataclass(frozen=True, slots=True)
class Held:
    """Looks that one guard held.

    Attributes:
        reason: of the first of them.
    """

    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """Everything that the policy would have decided.

    Attributes:
        holds: guard → looks that it held, the first guard that held each.
        unknown: (action, why it could not be replayed) → looks.
    """

    actions: tuple[Action, ...]
    holds: dict[str, Held]
    unknown: dict[tuple[str, str], int]

    def of(self, action: str) -> tuple[Action, ...]:
        """Those of one kind."""
        return tuple(one for one in self.actions if one.plan.action == action)


def dry_run(name: str, policy: Policy, series: Sequence[SeriesOutcome], workloads: Workloads, read: Read) -> DryRun:
    """Ask the policy at every look of one forecast; budgets are spent by this forecast alone."""
    replay = _Replay(name, policy, workloads, read)
    for asked in in_order(policy.forecasts[name], series):
        replay.ask(asked)
    return replay.found()


class _Replay:
    """One forecast, look by look."""

    def __init__(self, name: str, policy: Policy, workloads: Workloads, read: Read) -> None:
        self._name = name
        self._policy = policy
        self._entry = willing(policy.forecasts[name])
        self._workloads = workloads
        self._read = read
        self._ledger = Ledger()
        self._holds: dict[str, Held] = {}
        self._unknown: Counter[tuple[str, str]] = Counter()

    def found(self) -> DryRun:
        return DryRun(self._ledger.actions(), dict(sorted(self._holds.items())), dict(sorted(self._unknown.items())))

    def ask(self, asked: Asked) -> None:
        """Decide as the receiver would have at this look, and keep what it would have done."""
        past = Past(asked.series.key, asked.at_s, self._workloads, self._read, self._ledger)
        asked = replace(asked, look=self._after_growth(asked, past.share_left))
        for step in self._ledger.of_page(asked.page):
            step.seen.append(asked.look)
        situation = self._situation(asked)
        hold = decide(situation).hold
        if hold is not None and hold.guard == "target":
            situation = self._with_load(situation, asked)
            hold = decide(situation).hold
        if hold is not None and hold.guard == "target":
            situation = self._with_target(situation, past)
            hold = decide(situation).hold
        self._renew(asked)
        if hold is None and situation.plan is not None:
            self._ledger.take(self._step(situation.plan, situation, asked, past.share_left))
        elif hold is not None:
            self._held(hold.guard, hold.reason, situation)

    def _after_growth(self, asked: Asked, share: float) -> Look:
        """What the check would have said, had what was made larger been as large as that."""
        said = asked.look
        if share == 1.0:
            return said
        if said.verdict is Verdict.CONFIRMED:
            question = Question(self._read.utilization(asked.series.key), said.at_s)
            [said] = look([question], self._entry, asked.alert.horizon_s, conventions.EXHAUSTED / share)
        return replace(said, level=said.level * share, slope_per_s=said.slope_per_s * share)

    def _situation(self, asked: Asked) -> Situation:
        labels = self._labels(asked.series)
        now_s = asked.at_s
        tried = self._ledger.tried(asked.series.key, asked.alert.severity, asked.page, now_s)
        told = {**labels, LABEL_FORECAST: self._name, LABEL_SEVERITY: asked.alert.severity}
        return Situation(
            alert=Alert("", AlertStatus.FIRING, told, {}, now_s),
            entry=self._entry,
            assessment=asked.assessment,
            workload=None,
            unresolved="",
            plan=None,
            last=None,
            approval=None,
            kill_switch="",
            budgets=self._policy.budgets,
            spent=Spent(),
            maintenance=self._policy.maintenance,
            now_s=now_s,
            tried=tried.remediation(now_s) if tried is not None else None,
            surroundings=Surroundings(),
        )

    def _with_load(self, situation: Situation, asked: Asked) -> Situation:
        """Asked of confirmed forecasts whose author named a load, as the receiver does."""
        ladder = self._entry.remediation
        if ladder is None or ladder.load is None:
            return situation
        return replace(situation, load=self._load(asked))

    def _load(self, asked: Asked) -> LoadFinding:
        until_s = asked.at_s
        start_s = until_s - self._entry.history_s
        series = beside.window(self._read.utilization(asked.series.key), start_s, until_s)
        load = self._read.load(self._labels(asked.series), start_s, until_s)
        if not np.isfinite(load.values).any():
            return LoadFinding(Drives.UNKNOWN, UNKNOWN_LOAD)
        since_s = asked.look.segment_start_s
        return driven_by(series, load, since_s if np.isfinite(since_s) else start_s)

    def _with_target(self, situation: Situation, past: Past) -> Situation:
        try:
            found = looked_up(past, situation)
        except PermanentError as error:
            return replace(situation, unresolved=str(error))
        policy, target, now_s = found.remedy, found.target, situation.now_s
        if policy is None or target is None:
            return found
        last = self._ledger.newest(target)
        other = last is not None and last.plan.action != policy.action
        alike = self._ledger.newest(target, policy.action) if other else None
        known = replace(
            found,
            last=last.remediation(now_s) if last is not None else None,
            alike=alike.remediation(now_s) if alike is not None else None,
            spent=self._ledger.spent(target.namespace, now_s),
            expansions=self._ledger.count(target, EXPANDS, now_s - volumes.WATCHED_S),
        )
        return replace(known, plan=planned(known))

    def _renew(self, asked: Asked) -> None:
        """While the forecast stands a loan is renewed, and what is not in history is not done again."""
        if asked.look.verdict is not Verdict.CONFIRMED:
            return
        for step in self._ledger.of_page(asked.page):
            policy = self._entry.rung(step.plan.action)
            if policy is not None and step.plan.kind.unit is not Unit.BYTES and step.stands(asked.at_s):
                step.lease_until_s = max(step.lease_until_s, asked.at_s + policy.lease_s)

    def _step(self, plan: Plan, situation: Situation, asked: Asked, share: float) -> Step:
        policy, ladder, now_s = situation.remedy, self._entry.remediation, situation.now_s
        if policy is None or ladder is None:
            raise AssertionError("an action needs a remediation")
        return Step(
            plan=plan,
            page=asked.page,
            key=asked.series.key,
            severity=asked.alert.severity,
            at_s=now_s,
            lease_until_s=now_s + policy.lease_s,
            settled_s=now_s + policy.settle_s + 2 * asked.alert.shortest_window_s,
            ends_s=max((spell.end_s for spell in asked.series.watched), default=now_s),
            probability=situation.assessment.probability,
            rung=[rung.action for rung in ladder.rungs].index(policy.action) + 1,
            fate=self._fate(asked, share),
        )

    def _fate(self, asked: Asked, share: float) -> Fate:
        """What became of the series, as large as what it fills would have been by then."""
        now_s, horizon_s = asked.at_s, asked.alert.horizon_s
        crossings = asked.series.alerts[asked.alert.severity].crossings
        if share < 1.0:
            ahead = beside.window(self._read.utilization(asked.series.key), now_s, now_s + SLACK * horizon_s)
            full = np.flatnonzero(ahead.values * share >= conventions.EXHAUSTED)  # NaN is not
            crossings = tuple(Crossing(at_s, at_s) for at_s in ahead.timestamps_s[full[:1]].tolist())
        return fate(now_s, crossings, asked.series.watched, horizon_s)

    def _held(self, guard: str, reason: str, situation: Situation) -> None:
        before = self._holds.get(guard)
        self._holds[guard] = Held(before.count + 1, before.reason) if before else Held(1, reason)
        load, remedy = situation.load, situation.remedy
        unseen = guard == "target" or (guard == "load" and load is not None and load.words == UNKNOWN_LOAD)
        if unseen and remedy is not None:
            self._unknown[remedy.action, reason] += 1

    def _labels(self, series: SeriesOutcome) -> dict[str, str]:
        return dict(zip(self._entry.by, series.key, strict=True))
