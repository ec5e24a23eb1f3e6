"""Stage 1, refine: do the statistics believe the alert?"""

from collections.abc import Sequence

from receiver.pipeline.assessor import Assessor
from receiver.pipeline.work import Work


class Refine:
    """Fills in the assessment; leaves it out when the policy does not know the alert."""

    name = "refine"

    def __init__(self, assessor: Assessor) -> None:
        self._assessor = assessor

    def prepare(self, works: Sequence[Work]) -> list[Work]:
        """Fetch what all of these need, together."""
        return self._assessor.fetch(works)

    def run(self, work: Work) -> Work:
        entry, speed = work.entry, work.speed
        if entry is None or speed is None:
            return work
        if work.fetched is None:
            [work] = self._assessor.fetch([work])
        return self._assessor.assess(work, entry, speed)
