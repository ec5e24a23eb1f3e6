"""Did the last step on this target help? One that did not (or cannot be shown to) is not repeated while it is on loan, or,
where it lends nothing, as long as a loan of it would last.

Growth that does not follow the load is not slowed down by more replicas; repeating the step would only end at max_replicas.
"""

from receiver.domain.decision import Hold
from receiver.domain.remediation import Outcome, State
from receiver.policy.situation import Situation

_MAY_GO_ON = (None, Outcome.WORKED, Outcome.SLOWED, Outcome.REFUSED)


def check(situation: Situation) -> Hold | None:
    last, policy = situation.alike or situation.last, situation.remedy
    if last is None or policy is None or last.plan.action != policy.action or last.outcome in _MAY_GO_ON:
        return None
    over = last.state is State.DONE and situation.now_s >= last.lease_until_s
    if over or last.state not in (State.LEASED, State.DONE):
        return None
    outcome = "had no effect" if last.outcome is Outcome.NO_EFFECT else "could not be shown to help"
    return Hold("effect", f"the last step ({last.id}: {last.plan}) {outcome}, so it is not repeated")
