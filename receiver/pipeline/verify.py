"""Stage 5, verify: after the settle time, does the series do less than was forecast before the action?

worked: the check refutes the forecast, and the series lies below what was forecast. slowed: it lies below, but at the deadline
the check still confirms the forecast; another step may follow. no effect: it does what was forecast, and at the deadline the
check still confirms it, or the cluster refused it after all. inconclusive: everything else at the deadline, a change that has
not come true by then, and a pod that was killed meanwhile at once; that is no success. `receiver.forecast.effect` says how the
comparison is kept from being fooled by dilution, `receiver.forecast.countdown` what it is for a known end,
`receiver.forecast.successors` what counts after a restart of the alert's pod. What did not work is told with what the
cluster says of the pods: that they are refused, or wait for a node.

The deadline leaves the acting alert's shortest window time to fill twice with what came after the action, and a slow forecast
the time until standing still can be told from it, but never more than half of the way to its earliest end, nor a lease.
"""

from collections.abc import Mapping
from dataclasses import replace

from receiver import conventions, telemetry
from receiver.clock import Clock
from receiver.domain.action import Unit
from receiver.domain.event import EventKind
from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome, Remediation
from receiver.domain.verdict import Assessment, Verdict
from receiver.errors import PermanentError, TemporaryError
from receiver.forecast.countdown import renewed
from receiver.forecast.effect import Effect, Seen, growth_effect, level_effect
from receiver.forecast.question import STALE_INTERVALS
from receiver.pipeline.messages import event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.successors import Successors
from receiver.pipeline.work import Work
from receiver.policy import ladder
from receiver.policy.model import AlertPolicy, RemediationPolicy
from receiver.ports import Cluster, Followed, Progress
from receiver.store import Remediations

_TOLD = {
    Outcome.WORKED: (EventKind.WORKED, "the forecast has receded"),
    Outcome.SLOWED: (EventKind.SLOWED, "slower than forecast, but the forecast still stands"),
    Outcome.NO_EFFECT: (EventKind.NO_EFFECT, "the action had no effect: the forecast still stands"),
    Outcome.INCONCLUSIVE: (EventKind.UNVERIFIED, "whether the action helped cannot be told"),
}

_RESTARTS = frozenset({"restart"})
_MAKES_PODS = frozenset({"scale", "restart"})
_TOLD_APART = 2.0
"""Times the noise that the forecast must have risen, before standing still differs from it."""


_TRUE_AT_ONCE = Progress(done=True, words="")


class Verify:
    """Finds out what an action brought.

    Args:
        followed: by name, the actions that the cluster makes true only later.
    """

    name = "verify"

    def __init__(
        self,
        remediations: Remediations,
        followed: Mapping[str, Followed],
        successors: Successors,
        cluster: Cluster,
        notify: Notify,
        clock: Clock,
    ) -> None:
        self._followed = followed
        self._successors = successors
        self._cluster = cluster
        self._notify = notify
        self._remediations = remediations
        self._clock = clock

    def run(self, work: Work, policy: RemediationPolicy, speed: AlertPolicy) -> Work:
        """Conclude, or return the work unchanged to look again later."""
        remediation, assessment, entry = work.remediation, work.assessment, work.entry
        if remediation is None or remediation.acted_at_s is None or assessment is None or entry is None:
            raise AssertionError("verify needs an acted remediation of a known forecast and a fresh assessment")
        acted_at_s = remediation.acted_at_s
        progress = self._progress(remediation)
        passed = self._clock.now() >= deadline_s(remediation.expected, acted_at_s, policy, speed)
        if not progress.done:
            outcome, words = without_it(progress, deadline_passed=passed), progress.words
        elif remediation.plan.action in _RESTARTS and entry.of_one_pod:
            outcome, words = self._successors.look(work, remediation, acted_at_s, entry, speed)
            outcome = Outcome.INCONCLUSIVE if outcome is None and passed else outcome
        else:
            effect = _effect(work, remediation, remediation.expected, acted_at_s, policy)
            outcome = concluded(assessment.verdict, effect.seen, deadline_passed=passed)
            words = progress.words or _why(assessment, effect)
        if outcome is None:
            return work
        kind, detail = _TOLD[outcome]
        trouble = "" if outcome is Outcome.WORKED else self._trouble(remediation)
        detail = f"{detail} ({words}{'; ' if trouble else ''}{trouble})"
        after = ladder.above(entry.remediation, remediation.plan.action) if outcome is Outcome.NO_EFFECT else ""
        detail = f"{detail}; {after}" if after else detail
        telemetry.OUTCOMES.labels(remediation.forecast, outcome.value).inc()
        self._notify.tell(work, event_for(work, kind, f"{remediation.plan}: {detail}"))
        return replace(work, remediation=self._remediations.verified(remediation, outcome, detail))

    def _trouble(self, remediation: Remediation) -> str:
        """What the cluster says of the pods that were to help; who may not list them does without."""
        if remediation.plan.action not in _MAKES_PODS:
            return ""
        try:
            return self._cluster.trouble(remediation.plan.target)
        except (PermanentError, TemporaryError) as error:
            return f"its pods could not be looked at: {error}"

    def _progress(self, remediation: Remediation) -> Progress:
        followed = self._followed.get(remediation.plan.action)
        return _TRUE_AT_ONCE if followed is None else followed.progress(remediation)


def without_it(progress: Progress, *, deadline_passed: bool) -> Outcome | None:
    """Say what came of an action that the cluster has not made true (yet), None while it still can."""
    if progress.refused:
        return Outcome.NO_EFFECT
    return Outcome.INCONCLUSIVE if deadline_passed else None


def concluded(verdict: Verdict, seen: Seen, *, deadline_passed: bool) -> Outcome | None:
    """Say what the action brought, None while that can still become clear."""
    if seen is Seen.RESTARTED:
        return Outcome.INCONCLUSIVE
    if verdict is Verdict.REFUTED and seen is Seen.BELOW:
        return Outcome.WORKED
    if not deadline_passed:
        return None
    if verdict is not Verdict.CONFIRMED:
        return Outcome.INCONCLUSIVE
    return Outcome.SLOWED if seen is Seen.BELOW else Outcome.NO_EFFECT


def deadline_s(expected: Expectation | None, acted_at_s: float, policy: RemediationPolicy, speed: AlertPolicy) -> float:
    """Return until when an effect is looked for, seconds since the epoch."""
    wait_s = 2 * speed.shortest_window_s
    if expected is not None:
        telling_s = expected.telling_s(conventions.EXHAUSTED, _TOLD_APART * expected.noise)
        wait_s = max(wait_s, min(telling_s, (expected.earliest_s - acted_at_s) / 2, policy.lease_s))
    return acted_at_s + policy.settle_s + wait_s


def _effect(
    work: Work,
    remediation: Remediation,
    expected: Expectation | None,
    acted_at_s: float,
    policy: RemediationPolicy,
) -> Effect:
    if expected is None:
        return Effect(Seen.NOTHING, "what was forecast is not on record")
    if work.question is None or work.entry is None:
        return Effect(Seen.NOTHING, "there is no series")
    if work.assessment is not None and work.entry.counts_down:
        return renewed(expected, work.assessment, STALE_INTERVALS * work.entry.interval_s)
    plan, series = remediation.plan, work.question.series
    if plan.kind.unit is Unit.REPLICAS and not work.entry.of_one_pod:
        return growth_effect(expected, series, acted_at_s + policy.settle_s, expected.pods / max(plan.wanted, 1))
    raised = plan.wanted / plan.previous if plan.kind.unit is Unit.BYTES else 1.0
    return level_effect(expected, series, acted_at_s, raised=raised, restarts=plan.action in _RESTARTS)


def _why(assessment: Assessment, effect: Effect) -> str:
    if assessment.verdict is Verdict.INCONCLUSIVE and effect.seen is Seen.NOTHING:
        return f"{assessment.reason}: {assessment.gates[-1].saw}" if assessment.gates else assessment.reason
    return effect.words
