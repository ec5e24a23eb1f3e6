"""Was that decision right, and what would it be today? Recomputes a recorded decision from what it rested on; nothing is done.

Nothing here reads a clock, the cluster or Prometheus: the samples, the workload, the budgets spent and the time are those of
then. A difference under the same policy says that the code changed its mind, or that the machine counts differently.
"""

from dataclasses import dataclass, fields, replace

from receiver.domain.decision import Decision, Hold
from receiver.forecast.question import Question
from receiver.policy.decide import decide
from receiver.policy.model import Policy
from receiver.policy.planning import planned
from receiver.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Replayed:
    """A situation with its assessment and plan computed anew, and the decision that follows."""

    situation: Situation
    decision: Decision


def replay(situation: Situation, question: Question | None) -> Replayed:
    """Answer the question again, plan again, decide again; without the question the recorded assessment stands."""
    assessment = situation.assessment if question is None else question.answer()
    assessed = replace(situation, assessment=assessment)
    again = replace(assessed, plan=planned(assessed))
    return Replayed(again, decide(again))


def replay_under(policy: Policy, situation: Situation, question: Question | None) -> Replayed:
    """The same, had another policy been in force.

    What was not read then is not known now: where the other policy would have looked at the cluster and the recorded one did
    not, the decision holds for want of a target.
    """
    alert = situation.alert
    entry = policy.forecasts.get(alert.forecast)
    speed = entry.alert_for(alert.severity) if entry else None
    if entry is None or speed is None:
        unknown = Hold("policy", f"the policy knows no {alert.forecast!r} of severity {alert.severity!r}")
        return Replayed(situation, Decision(None, unknown))
    if question is not None:
        question = replace(
            question,
            horizon_s=speed.horizon_s,
            interval_s=entry.interval_s,
            confirm_probability=entry.confidence.notify,
        )
    earns = entry.remediation is not None and entry.remediation.promotion is not None
    kept = situation.limit if situation.limit and (situation.limit.pinned or earns) else None
    other = replace(situation, entry=entry, limit=kept, budgets=policy.budgets, maintenance=policy.maintenance)
    return replay(other, question)


def differences(recorded: Replayed, replayed: Replayed) -> list[str]:
    """Name what differs, to the last bit, as `what: recorded → now`."""
    before, now = recorded.situation.assessment, replayed.situation.assessment
    pairs = {
        f"assessment {field.name}": (getattr(before, field.name), getattr(now, field.name)) for field in fields(before)
    }
    held, holds = recorded.decision.hold, replayed.decision.hold
    pairs |= {
        "plan": (str(recorded.decision.plan), str(replayed.decision.plan)),
        "held by": (held.guard if held else "nothing", holds.guard if holds else "nothing"),
        "reason": (held.reason if held else "", holds.reason if holds else ""),
    }
    return [f"{name}: {a!r} → {b!r}" for name, (a, b) in pairs.items() if repr(a) != repr(b)]
