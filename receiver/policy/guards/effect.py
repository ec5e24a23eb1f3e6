"""Did the last step on this target help? One that did not (or cannot be shown to) is not repeated while it is on loan.

Growth that does not follow the load is not slowed down by more replicas; repeating the step would only end at max_replicas.
"""

from receiver.domain.decision import Hold
from receiver.domain.remediation import Outcome, State
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    last = situation.last
    if last is None or last.state is not State.LEASED or last.outcome in (Outcome.WORKED, Outcome.SLOWED):
        return None
    outcome = "had no effect" if last.outcome is Outcome.NO_EFFECT else "could not be shown to help"
    return Hold("effect", f"the last step ({last.id}: {last.plan}) {outcome}, so it is not repeated")
