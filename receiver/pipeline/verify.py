"""Stage 5, verify: after the settle time, did the forecast recede?

worked: the check now refutes the forecast. no effect: it still confirms it when the deadline has come. inconclusive: it cannot
tell at the deadline, which is not success. The deadline leaves the acting alert's shortest window time to fill twice with what
came after the action.
"""

from dataclasses import replace

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.event import EventKind
from receiver.domain.remediation import Outcome
from receiver.domain.verdict import Verdict
from receiver.pipeline.messages import event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.work import Work
from receiver.policy.model import AlertPolicy, RemediationPolicy
from receiver.store import Remediations

_TOLD = {
    Outcome.WORKED: (EventKind.WORKED, "the forecast has receded"),
    Outcome.NO_EFFECT: (EventKind.NO_EFFECT, "the action had no effect: the forecast still stands"),
    Outcome.INCONCLUSIVE: (EventKind.UNVERIFIED, "whether the action helped cannot be told"),
}


class Verify:
    """Finds out what an action brought."""

    name = "verify"

    def __init__(self, remediations: Remediations, notify: Notify, clock: Clock) -> None:
        self._notify = notify
        self._remediations = remediations
        self._clock = clock

    def run(self, work: Work, policy: RemediationPolicy, speed: AlertPolicy) -> Work:
        """Conclude, or return the work unchanged to look again later."""
        remediation, assessment = work.remediation, work.assessment
        if remediation is None or remediation.acted_at_s is None or assessment is None:
            raise AssertionError("verify needs an acted remediation and a fresh assessment")
        deadline_s = remediation.acted_at_s + policy.settle_s + 2 * speed.shortest_window_s
        outcome = _outcome(assessment.verdict, self._clock.now() >= deadline_s)
        if outcome is None:
            return work
        kind, detail = _TOLD[outcome]
        telemetry.OUTCOMES.labels(remediation.forecast, outcome.value).inc()
        self._notify.tell(work, event_for(work, kind, f"{remediation.plan}: {detail}"))
        return replace(work, remediation=self._remediations.verified(remediation, outcome, detail))


def _outcome(verdict: Verdict, deadline_passed: bool) -> Outcome | None:
    if verdict is Verdict.REFUTED:
        return Outcome.WORKED
    if not deadline_passed:
        return None
    return Outcome.NO_EFFECT if verdict is Verdict.CONFIRMED else Outcome.INCONCLUSIVE
