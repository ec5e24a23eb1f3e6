"""Stage 6, lease: what was raised is on loan; renew it while the forecast stands, give it back when it has cleared.

Given back only when no other alert needs the same target, when the growth, concentrated on the previous size again, would still
not run out within the horizon, and when the raised value is still ours. Without data to judge by, the loan goes on, at most for
`_BLIND_LEASES` leases after data was last seen.
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
from receiver.pipeline.work import Work
from receiver.policy.model import RemediationPolicy
from receiver.policy.sizing.scale import safe_to_give_back
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

    def run(self, work: Work, policy: RemediationPolicy, recheck_s: float) -> Work:
        """Give back, renew for a whole lease while the forecast stands, or look again after `recheck_s`."""
        remediation, assessment = work.remediation, work.assessment
        if remediation is None or assessment is None:
            raise AssertionError("lease needs a remediation and a fresh assessment")
        reason = self._reason_to_keep(remediation, assessment, policy)
        if not reason:
            return self.end(work)
        stands = assessment.verdict is Verdict.CONFIRMED
        extension_s = policy.lease_s if stands else recheck_s
        lease_until_s = self._clock.now() + extension_s
        if stands and not self._standstill.reason(remediation):
            remediation = self._remediations.renew_claim(remediation)
            self._loans[remediation.plan.action].renew(replace(remediation, lease_until_s=lease_until_s))
        blind = assessment.verdict is Verdict.INCONCLUSIVE
        renewed = self._remediations.renewed(remediation, lease_until_s, reason, blind=blind)
        return replace(work, remediation=renewed)

    def _reason_to_keep(self, remediation: Remediation, assessment: Assessment, policy: RemediationPolicy) -> str:
        untouchable = self._standstill.reason(remediation)
        if untouchable:
            return untouchable
        if assessment.verdict is Verdict.CONFIRMED:
            return "the forecast stands"
        if self._episodes.confirmed_elsewhere(remediation.plan.target, remediation.episode_id):
            return "another forecast for the same target stands"
        if assessment.verdict is Verdict.INCONCLUSIVE:
            blind_until_s = remediation.seen_at_s + _BLIND_LEASES * policy.lease_s
            return f"no data to judge by ({assessment.reason})" if self._clock.now() < blind_until_s else ""
        replicas = self._cluster.workload(remediation.plan.target).replicas
        if not safe_to_give_back(remediation.plan, replicas, assessment):
            return f"the growth on {remediation.plan.previous} instead of {replicas} replicas would run out again"
        return ""

    def end(self, work: Work) -> Work:
        """Give the loan back if it is still ours, and say which it was."""
        remediation = work.remediation
        if remediation is None:
            raise AssertionError("lease needs a remediation")
        remediation = self._remediations.renew_claim(remediation)
        plan = remediation.plan
        ours = self._loans[plan.action].give_back(remediation)
        log.info("lease ended", plan=str(plan), given_back=ours)
        if ours:
            state, kind = State.GIVEN_BACK, EventKind.GIVEN_BACK
            detail = plan.undone
        else:
            state, kind = State.KEPT, EventKind.KEPT
            detail = f"left {plan.target} as it is: {plan.field} was changed by somebody else since"
        self._notify.tell(work, event_for(work, kind, detail))
        return replace(work, remediation=self._remediations.ended(remediation, state, detail))
