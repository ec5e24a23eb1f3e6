"""After refine: put the probability on record, so that one horizon later it can be held against what came."""

from receiver.domain.verdict import Verdict
from receiver.pipeline.work import Work
from receiver.store import Predictions

_INTERVALS = 2
"""The outcome is read this many recording intervals after the horizon: by then the last samples are there."""


class Record:
    """Keeps predictions of alerts that could be judged.

    What is over the limit already is a fact and no prediction, and so is when a countdown ends: whether it was renewed says
    nothing about any probability.
    """

    name = "record"

    def __init__(self, predictions: Predictions) -> None:
        self._predictions = predictions

    def run(self, work: Work) -> Work:
        found, question = work.assessment, work.question
        alert = work.episode.alert
        series = None if work.entry is None else work.entry.selector(alert.forecast, alert.labels)
        if work.entry is None or work.entry.counts_down or series is None or found is None or question is None:
            return work
        if found.verdict is not Verdict.INCONCLUSIVE and found.eta_upper_s > 0.0:
            stated = found.probability if found.raw_probability is None else found.raw_probability
            self._predictions.put(
                work.episode,
                series=series,
                at_s=question.now_s,
                horizon_s=question.horizon_s,
                raw_probability=stated,
                probability=found.probability,
                believed=found.verdict is Verdict.CONFIRMED,
                look_after_s=_INTERVALS * work.entry.interval_s,
            )
        return work
