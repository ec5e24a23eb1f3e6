"""Stage 6, lease: what was raised is on loan; renew it while the forecast stands, give it back when it has cleared.

Given back in steps, each half of the way, a settle time apart, and each only when no other alert needs the same target, when
the growth, concentrated on fewer pods again, would still not run out within the horizon, and when the raised value is still
ours. A step after which the forecast stands again ends the giving back for now. Where a step leads is written down before it
is taken. Without data to judge by, the loan goes on, at most for `_BLIND_LEASES` leases after data was last seen.
"""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from receiver.clock import Clock
from receiver.domain.event import EventKind
from receiver.domain.remediation import Remediation, State
from receiver.domain.verdict import Assessment, Verdict
from receiver.pipeline.messages import event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.standstill import Standstill
from receiver.pipeline.timekeeper import TOLERANCE_S
from receiver.pipeline.work import Work
from receiver.policy.model import RemediationPolicy
from receiver.policy.sizing.scale import safe_to_lower, step_down
from receiver.ports import Cluster, Loan
from receiver.store import Episodes, Remediations

log = structlog.get_logger()

_BLIND_LEASES = 3


class Lease:
    """Renews or gives back."""

    name = "lease"

    def __init__(
        self,
        remediations: Remediations,
        loans: Mapping[str, Loan],
        episodes: Episodes,
        cluster: Cluster,
        standstill: Standstill,
        notify: Notify,
        clock: Clock,
    ) -> None:
        self._remediations = remediations
        self._loans = loans
        self._episodes = episodes
        self._cluster = cluster
        self._standstill = standstill
        self._notify = notify
        self._clock = clock
        self._offset_s = self._offset()
        self._forward: list[tuple[float, float]] = []  # when the clock was set forward, and by how much

    def run(self, work: Work, policy: RemediationPolicy, recheck_s: float) -> Work:
        """Give a part back, renew for a whole lease while the forecast stands, or look again after `recheck_s`."""
        remediation, assessment, entry = work.remediation, work.assessment, work.entry
        if remediation is None or assessment is None or entry is None:
            raise AssertionError("lease needs a remediation of a known forecast and a fresh assessment")
        self._note_step_forward()
        untouchable = self._standstill.reason(remediation)
        if untouchable:
            return self._goes_on(work, remediation, assessment, recheck_s, untouchable)
        found = self._found(remediation)
        if found is None:
            return self.lost(work)
        to = step_down(found.plan.previous, found.lent)
        reason = self._reason_to_keep(found, to, assessment, policy, shared=not entry.of_one_pod)
        if not reason:
            return self._lower(work, found, to, policy.settle_s)
        if assessment.verdict is not Verdict.CONFIRMED:
            return self._goes_on(work, found, assessment, recheck_s, reason)
        found = self._remediations.renew_claim(found)
        self._loan(found).renew(replace(found, lease_until_s=self._clock.now() + policy.lease_s))
        return self._goes_on(work, found, assessment, policy.lease_s, reason)

    def end(self, work: Work) -> Work:
        """Give the loan back without asking the forecast, as far as it is still ours; at once, for steps would show nothing."""
        found = self._found(_needed(work))
        if found is None:
            return self.lost(work)
        return self._lower(work, found, found.plan.previous, settle_s=0.0)

    def is_lost(self, remediation: Remediation) -> bool:
        """Tell whether somebody changed what was lent, or took the lease away."""
        return self._loan(remediation).standing(remediation) is None

    def lost(self, work: Work) -> Work:
        """End a loan whose value is not ours any more, or was given back before a crash; a lease that is left is taken away."""
        remediation = self._remediations.renew_claim(_needed(work))
        plan = remediation.plan
        back = self._loan(remediation).give_back(remediation) and remediation.lowering_to == plan.previous
        return self._over(work, remediation, given_back=back)

    def _found(self, remediation: Remediation) -> Remediation | None:
        """What is on loan, as the cluster shows it; a step of giving back that a crash interrupted was taken, or was not."""
        value = self._loan(remediation).standing(remediation)
        if value is None or value == remediation.plan.previous:
            return None
        return remediation if remediation.lowering_to is None else self._remediations.lowered(remediation, value)

    def _lower(self, work: Work, remediation: Remediation, to: int, settle_s: float) -> Work:
        """Take one step; the next follows when it has shown what it does to the series."""
        begun = self._remediations.lowering(self._remediations.renew_claim(remediation), to)
        ours = self._loan(begun).give_back(begun)
        if not ours or to == begun.plan.previous:
            return self._over(work, begun, given_back=ours)
        log.info("loan lowered", plan=str(begun.plan), lent=begun.lent, to=to)
        lowered = self._remediations.lowered(begun, to)
        note = f"gave back a part: {begun.plan.field} {begun.lent}→{to} on the way to {begun.plan.previous}"
        until_s = self._clock.now() + settle_s
        return replace(work, remediation=self._remediations.renewed(lowered, until_s, note, blind=_is_blind(work)))

    def _over(self, work: Work, remediation: Remediation, *, given_back: bool) -> Work:
        plan = remediation.plan
        log.info("lease ended", plan=str(plan), given_back=given_back)
        if given_back:
            state, kind = State.GIVEN_BACK, EventKind.GIVEN_BACK
            detail = plan.undone
        else:
            state, kind = State.KEPT, EventKind.KEPT
            detail = f"left {plan.target} as it is: {plan.field} was changed by somebody else since"
        self._notify.tell(work, event_for(work, kind, detail))
        return replace(work, remediation=self._remediations.ended(remediation, state, detail))

    def _goes_on(self, work: Work, remediation: Remediation, assessment: Assessment, for_s: float, reason: str) -> Work:
        until_s = self._clock.now() + for_s
        blind = assessment.verdict is Verdict.INCONCLUSIVE
        return replace(work, remediation=self._remediations.renewed(remediation, until_s, reason, blind=blind))

    def _reason_to_keep(
        self, remediation: Remediation, to: int, assessment: Assessment, policy: RemediationPolicy, *, shared: bool
    ) -> str:
        if assessment.verdict is Verdict.CONFIRMED:
            return "the forecast stands"
        if self._episodes.confirmed_elsewhere(remediation.plan.target, remediation.episode_id):
            return "another forecast for the same target stands"
        if assessment.verdict is Verdict.INCONCLUSIVE:
            blind = self._time_spent_s(remediation.seen_at_s) < _BLIND_LEASES * policy.lease_s
            return f"no data to judge by ({assessment.reason})" if blind else ""
        replicas = self._cluster.workload(remediation.plan.target).replicas
        if not safe_to_lower(to, replicas, assessment, shared=shared):
            return f"the growth on {to} instead of {replicas} replicas would run out again"
        return ""

    def _time_spent_s(self, since_s: float) -> float:
        """How long ago a moment was, without what the clock was set forward since: data that looks old by that is there."""
        return self._clock.now() - since_s - sum(by_s for at_s, by_s in self._forward if at_s > since_s)

    def _note_step_forward(self) -> None:
        before_s, self._offset_s = self._offset_s, self._offset()
        by_s = self._offset_s - before_s
        if by_s > TOLERANCE_S:
            self._forward.append((self._clock.now(), by_s))

    def _offset(self) -> float:
        return self._clock.now() - self._clock.monotonic()

    def _loan(self, remediation: Remediation) -> Loan:
        return self._loans[remediation.plan.action]


def _needed(work: Work) -> Remediation:
    if work.remediation is None:
        raise AssertionError("lease needs a remediation")
    return work.remediation


def _is_blind(work: Work) -> bool:
    return work.assessment is None or work.assessment.verdict is Verdict.INCONCLUSIVE
