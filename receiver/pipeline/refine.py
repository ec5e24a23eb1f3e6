"""Stage 1, refine: do the statistics believe the alert?"""

from dataclasses import replace

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
        assessed = self._assessor.assess(work.episode.alert, work.entry, work.speed)
        return replace(work, question=assessed.question, assessment=assessed.assessment)
