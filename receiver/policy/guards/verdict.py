"""Is the forecast believed? Refuted and inconclusive both hold: doubt never acts."""

from receiver.domain.decision import Hold
from receiver.domain.verdict import Verdict
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    assessment = situation.assessment
    if assessment.verdict is Verdict.CONFIRMED:
        return None
    if assessment.verdict is Verdict.REFUTED and assessment.reason == "probability":
        return Hold("verdict", f"refuted: probability {assessment.probability:.0%} of reaching the limit in time")
    saw = next((gate.saw for gate in assessment.gates if gate.name == assessment.reason), "")
    return Hold("verdict", f"{assessment.verdict.value} ({assessment.reason}): {saw}".rstrip(": "))
