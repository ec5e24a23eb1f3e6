"""Stage 3, act: write down the intent, then do it, then write down what came of it.

The intent is committed before the call, so a crash at any point leaves a row that the worker finds and finishes. People are
told before the outcome is written: a step that runs twice acts once (the action is idempotent) and tells once (the event has a
key), while a message stored after the outcome could be lost by a crash in between.
"""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from receiver import conventions, telemetry
from receiver.domain.decision import Ask, Decision, Plan
from receiver.domain.event import EventKind
from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.errors import NotFoundError, PermanentError, RefusedError, TemporaryError
from receiver.forecast import effect
from receiver.pipeline.decide import Decide
from receiver.pipeline.messages import event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.work import Work
from receiver.policy import ladder
from receiver.policy.budget import Budgets
from receiver.policy.model import RemediationPolicy
from receiver.ports import Action, Found, Loan
from receiver.store import Approvals, Remediations

log = structlog.get_logger()


READ_AGAIN_S = 60.0
"""A GitOps controller that heals, an operator or a person that fights undo a change within a minute: it is read again then."""


class Act:
    """Claims the planned change and carries it out.

    Args:
        actions: by name, all of them.
        loans: by name, those of them that lend.
    """

    name = "act"

    def __init__(
        self,
        remediations: Remediations,
        approvals: Approvals,
        actions: Mapping[str, Action],
        loans: Mapping[str, Loan],
        decide: Decide,
        notify: Notify,
        budgets: Budgets,
    ) -> None:
        self._remediations = remediations
        self._approvals = approvals
        self._actions = actions
        self._loans = loans
        self._decide = decide
        self._notify = notify
        self._budgets = budgets

    def run(self, work: Work) -> Work:
        work = self._asked(work)
        entry, decision = work.entry, work.decision
        if entry is None or decision is None or decision.plan is None or not decision.acts:
            return work
        policy = entry.rung(decision.plan.action)
        if policy is None:
            raise AssertionError("only what the policy names is planned")
        claimed = self._remediations.claim_intent(
            work.episode,
            decision.plan,
            forecast=work.episode.alert.forecast,
            cooldown_s=policy.cooldown_s,
            lease_s=policy.lease_s,
            budgets=self._budgets,
            labels=_labels(work),
            expected=_expected(work),
        )
        if not isinstance(claimed, Remediation):
            return replace(work, decision=Decision(decision.plan, claimed))
        try:
            return self.carry_out(replace(work, remediation=claimed), policy, first=True)
        except TemporaryError as error:
            self._remediations.retry(claimed, str(error), error.retry_after_s)
            raise

    def _asked(self, work: Work) -> Work:
        """Write a question to a person down, where one must be asked and was not yet; the notify stage tells it."""
        decision = work.decision
        if decision is None or decision.plan is None or not isinstance(decision.hold, Ask) or decision.hold.asked:
            return work
        approval = self._approvals.ask(work.episode, decision.plan, decision.hold.until_s)
        return replace(work, approval=approval)

    def carry_out(self, work: Work, policy: RemediationPolicy, *, first: bool = False) -> Work:
        """Make an intent true. A refusal by the cluster ends it, unless it turns out to be true all the same; anything passing
        leaves it open for another try.

        Args:
            first: nothing was tried yet.

        Raises:
            TemporaryError: the intent stands, the worker will come back to it.
        """
        remediation = self._remediations.renew_claim(_needed(work))
        work = replace(work, remediation=remediation)
        with structlog.contextvars.bound_contextvars(remediation=remediation.id):
            try:
                note = self._actions[remediation.plan.action].apply(remediation)
            except PermanentError as error:
                telemetry.ACTIONS.labels(remediation.plan.action, "failed").inc()
                log.warning("action refused", plan=str(remediation.plan), error=str(error))
                return self._refused(work, policy, error, first=first)
            telemetry.ACTIONS.labels(remediation.plan.action, "done").inc()
            log.info("acted", plan=str(remediation.plan), sizing=remediation.plan.sizing)
        return self._acted(work, remediation, note, policy.settle_s)

    def _refused(self, work: Work, policy: RemediationPolicy, refusal: PermanentError, *, first: bool) -> Work:
        """A refusal says what became of one call: an earlier one of the same action, or one whose answer got lost on the way,
        may have changed something, and what is in the cluster is not written off."""
        try:
            found = self._find(_needed(work))
            if found is Found.DONE:
                return self.was_done(work, policy)
            if found is Found.UNSEEN and not first:
                return self.give_up(work, f"{refusal}; a call before it may have been taken, so nothing else is tried")
            if isinstance(refusal, RefusedError):
                return self._passed_over(work, str(refusal))
            return self.give_up(work, str(refusal))
        except NotFoundError:
            return self.failed(work, str(refusal))
        except PermanentError as error:
            raise TemporaryError(f"{refusal}; what it left behind cannot be seen or mended: {error}") from error

    def _passed_over(self, work: Work, reason: str) -> Work:
        """End an intent that the cluster does not take at all; where there is a ladder, it leads to the next rung."""
        after = ladder.above(work.entry.remediation if work.entry else None, _needed(work).plan.action)
        return self.give_up(work, f"{reason}; {after}" if after else reason, Outcome.REFUSED)

    def resume(self, work: Work, policy: RemediationPolicy) -> Work:
        """Go on with an intent whose outcome was never written down.

        It was not done yet (see `was_done`), so it is decided about again, by every guard, and no more is done than would be
        now: the bounds may have been tightened meanwhile.
        """
        decision, intended = self._decide.reconsider(work), _needed(work).plan
        plan = decision.plan
        if plan is not None and not _is_alike(plan, intended):
            return self.give_up(work, f"not finished: by now it would be: {plan}")
        if plan is not None and decision.acts:
            if plan.wanted < intended.wanted:
                work = replace(work, remediation=self._remediations.narrowed(_needed(work), plan))
            return self.carry_out(work, policy)
        return self.give_up(work, f"not finished: {decision.hold.reason if decision.hold else 'nothing is left to do'}")

    def was_done(self, work: Work, policy: RemediationPolicy) -> Work:
        """Write down that an intent is already true in the cluster, whatever the forecast says by now (it may have receded
        because of it)."""
        remediation = _needed(work)
        return self._acted(work, remediation, f"{remediation.plan} (was already done)", policy.settle_s)

    def give_up(self, work: Work, reason: str, outcome: Outcome | None = None) -> Work:
        """End an intent that shall not be carried out any more; a lease that was begun is taken away."""
        remediation = _needed(work)
        loan = self._loans.get(remediation.plan.action)
        if loan is not None and loan.find(remediation) is Found.BEGUN:
            loan.give_back(remediation)
        return self.failed(work, reason, outcome)

    def is_done(self, remediation: Remediation) -> bool:
        """Tell whether an intent is already true in the cluster."""
        return self._find(remediation) is Found.DONE

    def is_absent(self, remediation: Remediation) -> bool:
        """Tell whether nothing of an intent is in the cluster, or not even what it was about."""
        try:
            return self._find(remediation) in (Found.ABSENT, Found.UNSEEN)
        except NotFoundError:
            return True

    def _find(self, remediation: Remediation) -> Found:
        return self._actions[remediation.plan.action].find(remediation)

    def _acted(self, work: Work, remediation: Remediation, note: str, settle_s: float) -> Work:
        self._notify.tell(work, event_for(work, EventKind.ACTED, remediation.plan.done))
        return replace(work, remediation=self._remediations.acted(remediation, note, min(settle_s, READ_AGAIN_S)))

    def failed(self, work: Work, reason: str, outcome: Outcome | None = None) -> Work:
        """End an intent that was not carried out, and say so."""
        remediation = _needed(work)
        detail = f"could not {remediation.plan}: {reason}"
        self._notify.tell(work, event_for(work, EventKind.ACT_FAILED, detail))
        return replace(work, remediation=self._remediations.ended(remediation, State.FAILED, reason, outcome))


def _is_alike(plan: Plan, intended: Plan) -> bool:
    """Whether a plan is for the same change, of whatever size: what the guards let pass is no other than what is done."""
    return (plan.action, plan.target, plan.field) == (intended.action, intended.target, intended.field)


def _labels(work: Work) -> dict[str, str]:
    """What the alert is known by: enough to ask the forecast again about it."""
    labels, by = work.episode.alert.labels, work.entry.by if work.entry else ()
    return {name: labels[name] for name in (*by, conventions.LABEL_SEVERITY) if name in labels}


def _expected(work: Work) -> Expectation | None:
    """What the forecast says now, for verify to hold against what comes."""
    if work.question is None or work.assessment is None:
        return None
    pods = work.workload.replicas if work.workload else 1
    return effect.expectation(work.question.series, work.assessment, pods)


def _needed(work: Work) -> Remediation:
    if work.remediation is None:
        raise AssertionError("this step is about a remediation")
    return work.remediation
