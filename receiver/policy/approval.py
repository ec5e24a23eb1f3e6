"""Mode `approve`: has a person allowed the plan, and until when is there time to ask?

One question is asked per target and episode. It is used up by the next action on the target, and forgotten one lease after it
was asked (or at its deadline, if that is later), so that no old answer is ever acted on. Every guard is asked again before an
approved plan is carried out; an approval only lifts the last of them.
"""

from dataclasses import replace
from enum import Enum, auto

from receiver.domain.approval import Answer
from receiver.domain.decision import Plan
from receiver.policy.lead import lead_time_s
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation


class Standing(Enum):
    """Where the question stands. NO_TIME: the deadline is over before it could be asked; LATE: nobody has answered in time."""

    ASK = auto()
    NO_TIME = auto()
    WAITS = auto()
    LATE = auto()
    APPROVED = auto()
    DECLINED = auto()


def standing(situation: Situation, policy: RemediationPolicy) -> Standing:
    """Tell where the question about a situation stands."""
    approval = situation.approval
    if approval is None or _is_used_up(situation, policy):
        return Standing.ASK if deadline_s(situation, policy) > situation.now_s else Standing.NO_TIME
    if approval.answer is not None:
        return Standing.APPROVED if approval.answer is Answer.APPROVED else Standing.DECLINED
    return Standing.WAITS if situation.now_s < approval.act_by_s else Standing.LATE


def deadline_s(situation: Situation, policy: RemediationPolicy) -> float:
    """Until when an answer helps: the earliest likely end of the resource, less the time that the action needs to help here.

    Returns:
        Seconds since the epoch.
    """
    assessment = situation.assessment
    left_s = min(assessment.eta_lower_s, assessment.horizon_s)
    return situation.now_s + left_s - lead_time_s(situation.leads_s, policy.settle_s)


def no_more_than_asked(plan: Plan, situation: Situation, policy: RemediationPolicy) -> Plan:
    """Clip a plan to the one that a person saw, and say who approved it, or that nobody has answered in time."""
    approval = situation.approval
    if approval is None or policy.mode != "approve":
        return plan
    stands = standing(situation, policy)
    if stands not in (Standing.APPROVED, Standing.LATE):
        return plan
    answer = f"approved by {approval.answered_by}" if stands is Standing.APPROVED else "asked for, and not answered"
    sizing = f"{plan.sizing}; {answer}"
    return replace(plan, wanted=max(min(plan.wanted, approval.plan.wanted), plan.previous), sizing=sizing)


def _is_used_up(situation: Situation, policy: RemediationPolicy) -> bool:
    approval, last = situation.approval, situation.last
    if approval is None:
        return True
    acted_since = last is not None and last.created_at_s >= approval.asked_at_s
    return acted_since or situation.now_s >= max(approval.act_by_s, approval.asked_at_s + policy.lease_s)
