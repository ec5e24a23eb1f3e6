"""Has a person allowed it, where the mode asks for that? Asked last of all, so that nobody is asked about what would be held
anyway.
"""

from datetime import UTC, datetime

from receiver.domain.decision import Ask, Hold
from receiver.policy.approval import Standing, deadline_s, standing
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    policy, approval = situation.remedy, situation.approval
    if policy is None or policy.mode != "approve":
        return None
    stands = standing(situation, policy)
    overdue = stands in (Standing.NO_TIME, Standing.LATE)
    if stands is Standing.APPROVED or (overdue and policy.on_deadline == "act"):
        return None
    if stands is Standing.ASK:
        return _ask(situation, deadline_s(situation, policy), asked=False)
    if stands is Standing.NO_TIME or approval is None:
        return Hold("approval", f"there is no time left to ask a person whether to {situation.plan}")
    if stands is Standing.WAITS:
        return _ask(situation, approval.act_by_s, asked=True)
    if stands is Standing.DECLINED:
        return Hold("approval", f"{approval.answered_by} declined {approval.id}")
    return Hold("approval", f"nobody approved {approval.id} by {_clock(approval.act_by_s)}")


def _ask(situation: Situation, until_s: float, *, asked: bool) -> Ask:
    return Ask("approval", f"a person must approve by {_clock(until_s)}: {situation.plan}", until_s, asked)


def _clock(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
