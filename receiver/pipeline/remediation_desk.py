"""Takes one due remediation to its next state: finish an intent, verify an effect, renew or end a loan."""

import structlog

from receiver.clock import Clock
from receiver.domain.event import EventKind
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.pipeline.act import Act
from receiver.pipeline.assessor import Assessor
from receiver.pipeline.episode_desk import RECHECK_INTERVALS
from receiver.pipeline.lease import Lease
from receiver.pipeline.messages import event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.runner import Failed, run
from receiver.pipeline.standstill import Standstill
from receiver.pipeline.verify import Verify
from receiver.pipeline.work import Work
from receiver.policy.model import Policy, RemediationPolicy
from receiver.store import Episodes, Remediations

_AFTER_STANDSTILL_S = 60.0

_PATIENCE_S = 600.0
"""People are told when a step on what is in the cluster already has failed for this long."""

_MOST_INTERRUPTIONS = 10
"""A remediation over which the process died this often in a row is what kills it."""


class RemediationDesk:
    """Works on open remediations."""

    def __init__(
        self,
        remediations: Remediations,
        episodes: Episodes,
        policy: Policy,
        assessor: Assessor,
        act: Act,
        verify: Verify,
        lease: Lease,
        notify: Notify,
        standstill: Standstill,
        clock: Clock,
    ) -> None:
        self._remediations = remediations
        self._episodes = episodes
        self._policy = policy
        self._assessor = assessor
        self._act = act
        self._verify = verify
        self._lease = lease
        self._notify = notify
        self._standstill = standstill
        self._clock = clock

    def step(self) -> bool:
        """Work on one due remediation; return whether there was one."""
        remediation = self._remediations.claim_due()
        if remediation is None:
            return False
        work = self._work(remediation)
        names = {"fingerprint": work.episode.alert.fingerprint, "remediation": remediation.id}
        with structlog.contextvars.bound_contextvars(**names):
            result = run(remediation.state.value, lambda: self._advance(work, remediation))
            if isinstance(result, Failed):
                self._put_back(work, remediation, result)
        return True

    def _work(self, remediation: Remediation) -> Work:
        episode = self._episodes.get(remediation.episode_id)
        entry = self._policy.forecasts.get(remediation.forecast)
        speed = entry.alert_for(episode.alert.severity) if entry else None
        return Work(episode, entry, speed, assessed_at_s=self._clock.now(), remediation=remediation)

    def _advance(self, work: Work, remediation: Remediation) -> None:
        if work.claim.interruptions > _MOST_INTERRUPTIONS:
            reason = f"the receiver died or froze {work.claim.interruptions} times in a row over it"
            self._without_judging(work, remediation, reason)
            return
        entry, speed = work.entry, work.speed
        policy = entry.rung(remediation.plan.action) if entry else None
        if entry is None or speed is None or policy is None:
            self._without_judging(work, remediation, "the policy no longer knows this forecast or its action")
            return
        if remediation.state is State.INTENDED and self._act.is_done(remediation):
            self._act.was_done(work, policy)
            return
        if remediation.state is State.ACTED and self._is_lost(remediation):
            self._lease.lost(work)
            return
        unsettled_s = self._unsettled_s(remediation, policy)
        if unsettled_s > 0:
            self._remediations.look_again(remediation, unsettled_s)
            return
        # Whether a loan may end depends on how the series grows now, not on the past that made the loan necessary.
        history_s = speed.longest_window_s if remediation.state is State.LEASED else None
        [fetched] = self._assessor.fetch([work], history_s)
        work = self._assessor.assess(fetched, entry, speed)
        recheck_s = RECHECK_INTERVALS * entry.interval_s
        if remediation.state is State.INTENDED:
            after = self._act.resume(work, policy)
        elif remediation.state is State.ACTED:
            after = self._verify.run(work, policy, speed)
        else:
            after = self._lease.run(work, policy, recheck_s)
        if after.remediation is remediation:
            self._remediations.look_again(remediation, recheck_s)

    def _unsettled_s(self, remediation: Remediation, policy: RemediationPolicy) -> float:
        """How long its effect cannot be judged yet; until then it was only read whether the change still stands."""
        if remediation.state is not State.ACTED or remediation.acted_at_s is None:
            return 0.0
        waited_s = self._clock.now() - remediation.acted_at_s
        return policy.settle_s - waited_s if waited_s >= 0 else 0.0  # a clock that was set back is no reason to wait

    def _is_lost(self, remediation: Remediation) -> bool:
        """A change that somebody undid at once (a GitOps controller, an operator, a person) has no effect to be verified."""
        lent = remediation.plan.kind.lent and not self._standstill.reason(remediation)
        return lent and self._lease.is_lost(remediation)

    def _without_judging(self, work: Work, remediation: Remediation, reason: str) -> None:
        """The forecast cannot be asked: nothing is begun any more, and what is on loan is given back when it is looked at."""
        if remediation.state is State.LEASED and self._may_be_given_back(remediation):
            self._lease.end(work)
        elif remediation.state is State.LEASED:
            self._remediations.look_again(remediation, _AFTER_STANDSTILL_S)
        elif remediation.state is State.ACTED or self._act.is_done(remediation):
            detail = f"{remediation.plan}: whether it helped cannot be told: {reason}"
            self._notify.tell(work, event_for(work, EventKind.UNVERIFIED, detail))
            self._remediations.verified(remediation, Outcome.INCONCLUSIVE, reason)
        else:
            self._act.give_up(work, reason)

    def _may_be_given_back(self, remediation: Remediation) -> bool:
        """Not while nothing may be changed, and not while another forecast for the same target stands (a new name of it)."""
        needed = self._episodes.confirmed_elsewhere(remediation.plan.target, remediation.episode_id)
        return not needed and not self._standstill.reason(remediation)

    def _put_back(self, work: Work, remediation: Remediation, failure: Failed) -> None:
        if failure.gone and remediation.state is not State.INTENDED:
            left = "give back" if remediation.plan.kind.lent else "verify"
            detail = f"{remediation.plan}: {failure.error}; there is nothing left to {left}"
            self._tell_and_end(work, remediation, EventKind.KEPT, State.KEPT, detail)
        elif failure.temporary:
            if self._clock.now() - work.claim.overdue_since_s > _PATIENCE_S:
                detail = f"{remediation.plan} cannot be followed up: {failure.error}"
                self._tell_unverified(work, detail, about="follow-up")
            self._remediations.retry(remediation, failure.error, failure.retry_after_s)
        elif remediation.state is State.INTENDED and self._is_absent(remediation):
            detail = f"could not {remediation.plan}: {failure.error}"
            self._tell_and_end(work, remediation, EventKind.ACT_FAILED, State.FAILED, detail)
        else:  # a refusal that a person can mend: the loan is not forgotten over it
            stands = "on loan" if remediation.plan.kind.lent else "done"
            surely = "may be" if remediation.state is State.INTENDED else "is still"
            detail = f"{remediation.plan} {surely} {stands}, and a person must look: {failure.error}"
            self._tell_unverified(work, detail, about="refused")
            self._remediations.retry(remediation, failure.error, None)

    def _tell_unverified(self, work: Work, detail: str, *, about: str) -> None:
        """Once per trouble: when it comes back after a step that succeeded, it is another one."""
        trouble = f"{about}:{work.claim.overdue_since_s:.0f}"
        run("notify", lambda: self._notify.tell(work, event_for(work, EventKind.UNVERIFIED, detail, about=trouble)))

    def _is_absent(self, remediation: Remediation) -> bool:
        """Only what was seen not to be there is forgotten: what is there, or cannot be seen, may be a loan."""
        looked = run("find", lambda: self._act.is_absent(remediation))
        return not isinstance(looked, Failed) and looked.value

    def _tell_and_end(self, work: Work, remediation: Remediation, kind: EventKind, state: State, detail: str) -> None:
        told = run("notify", lambda: self._notify.tell(work, event_for(work, kind, detail)))
        if isinstance(told, Failed):
            self._remediations.retry(remediation, told.error, told.retry_after_s)
        else:
            self._remediations.ended(remediation, state, detail)
