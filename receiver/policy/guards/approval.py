"""Has a person allowed it, where the mode asks for that? Asked last of all, so that nobody is asked about what would be held
anyway. What only a person may decide (a singleton, a quorum, a volume that fills again and again) is not done because nobody
has answered, whatever `on_deadline` says.
"""

from datetime import UTC, datetime

from receiver.domain.decision import Ask, Hold
from receiver.policy.approval import Standing, deadline_s, standing
from receiver.policy.guards import memory, volume, workload
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    policy, approval = situation.remedy, situation.approval
    if policy is None or policy.mode != "approve":
        return None
    stands = standing(situation, policy)
    special = next(filter(None, (guard.for_a_person(situation) for guard in (workload, volume, memory))), "")
    silence_acts = policy.on_deadline == "act" and not special
    overdue = stands in (Standing.NO_TIME, Standing.LATE)
    if stands is Standing.APPROVED or (overdue and silence_acts):
        return None
    if stands is Standing.ASK:
        return _ask(situation, deadline_s(situation, policy), asked=False, silence_acts=silence_acts)
    why = f" ({special}: a person decides)" if special and policy.on_deadline == "act" else ""
    if stands is Standing.NO_TIME or approval is None:
        return Hold("approval", f"there is no time left to ask a person whether to {situation.plan}{why}")
    if stands is Standing.WAITS:
        return _ask(situation, approval.act_by_s, asked=True, silence_acts=silence_acts)
    if stands is Standing.DECLINED:
        return Hold("approval", f"{approval.answered_by} declined {approval.id}")
    return Hold("approval", f"nobody approved {approval.id} by {_clock(approval.act_by_s)}{why}")


def _ask(situation: Situation, until_s: float, *, asked: bool, silence_acts: bool) -> Ask:
    return Ask(
        "approval", f"a person must approve by {_clock(until_s)}: {situation.plan}", until_s, asked, silence_acts
    )


def _clock(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
