"""Stage 1, refine: do the statistics believe the alert?"""

from dataclasses import replace

from receiver import telemetry
from receiver.pipeline.assessor import Assessor
from receiver.pipeline.work import Work


class Refine:
    """Fills in the assessment; leaves it out when the policy does not know the alert."""

    name = "refine"

    def __init__(self, assessor: Assessor) -> None:
        self._assessor = assessor

    def run(self, work: Work) -> Work:
        if work.entry is None or work.speed is None:
            return work
        alert = work.episode.alert
        assessment = self._assessor.assess(alert, work.entry, work.speed)
        telemetry.VERDICTS.labels(alert.forecast, assessment.verdict.value).inc()
        return replace(work, assessment=assessment)
