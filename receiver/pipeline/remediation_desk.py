"""Takes one due remediation to its next state: finish an intent, verify an effect, renew or end a loan."""

import structlog

from receiver.clock import Clock
from receiver.domain.event import EventKind
from receiver.domain.remediation import Remediation, State
from receiver.pipeline.act import Act
from receiver.pipeline.assessor import Assessor
from receiver.pipeline.episode_desk import RECHECK_INTERVALS
from receiver.pipeline.lease import Lease
from receiver.pipeline.messages import event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.runner import Failed, run
from receiver.pipeline.verify import Verify
from receiver.pipeline.work import Work
from receiver.policy.model import AlertPolicy, ForecastPolicy, Policy, RemediationPolicy
from receiver.store import Episodes, Remediations


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
        entry, speed = work.entry, work.speed
        if entry is None or speed is None or entry.remediation is None:
            self._abandon(work, remediation, "the policy no longer knows this forecast or its action")
            return
        # Whether a loan may end depends on how the series grows now, not on the past that made the loan necessary.
        history_s = max(speed.windows_s) if remediation.state is State.LEASED else None
        assessment = self._assessor.assess(work.episode.alert, entry, speed, history_s)
        work = Work(work.episode, entry, speed, work.assessed_at_s, assessment, remediation=remediation)
        after = self._next(work, entry, speed, entry.remediation, remediation)
        if after.remediation is remediation:
            self._remediations.look_again(remediation, RECHECK_INTERVALS * entry.interval_s)

    def _next(
        self,
        work: Work,
        entry: ForecastPolicy,
        speed: AlertPolicy,
        policy: RemediationPolicy,
        remediation: Remediation,
    ) -> Work:
        if remediation.state is State.INTENDED:
            too_old = self._clock.now() - remediation.created_at_s > policy.cooldown_s
            return self._act.resume(work, policy, too_old)
        if remediation.state is State.ACTED:
            return self._verify.run(work, policy, speed)
        return self._lease.run(work, policy, RECHECK_INTERVALS * entry.interval_s)

    def _put_back(self, work: Work, remediation: Remediation, failure: Failed) -> None:
        if failure.temporary:
            self._remediations.retry(remediation, failure.error, failure.retry_after_s)
        else:
            self._abandon(work, remediation, failure.error)

    def _abandon(self, work: Work, remediation: Remediation, reason: str) -> None:
        detail = f"{remediation.plan}: a person must look at it, {reason}"
        result = run("notify", lambda: self._notify.tell(work, event_for(work, EventKind.UNVERIFIED, detail)))
        if isinstance(result, Failed):
            self._remediations.retry(remediation, result.error, result.retry_after_s)
        else:
            self._remediations.ended(remediation, State.FAILED, reason)
