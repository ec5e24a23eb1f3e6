"""Is a growth driven by the load? Asked right before the decision, of confirmed forecasts whose author named a load.

The load is read as it was recorded, for this one alert: few entries name one, and few of their alerts are confirmed at a time.
"""

import math

import structlog

from receiver import conventions
from receiver.clock import Clock
from receiver.domain.allowance import Allowance
from receiver.domain.load import Drives, LoadFinding
from receiver.domain.series import Wanted
from receiver.domain.verdict import Verdict
from receiver.errors import PermanentError, ReceiverError
from receiver.forecast.load import driven_by
from receiver.pipeline.work import Work
from receiver.ports import SeriesSource

log = structlog.get_logger()


class Weigh:
    """Compares the series of an alert with its load."""

    def __init__(self, source: SeriesSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock

    def of(self, work: Work) -> LoadFinding | None:
        """Say what drives the growth, None where nobody asks.

        Raises:
            TemporaryError: the load could not be read; ask again later.
        """
        entry, assessment, question = work.entry, work.assessment, work.question
        rule = entry.remediation.load if entry and entry.remediation else None
        if entry is None or rule is None or assessment is None or assessment.verdict is not Verdict.CONFIRMED:
            return None
        if question is None:
            return LoadFinding(Drives.UNKNOWN, "the series itself was not read")
        alert = work.episode.alert
        labels = {name: alert.labels[name] for name in rule.by}  # by-labels: the question has them all
        wanted = Wanted({conventions.LABEL_FORECAST: alert.forecast, **labels}, alert.labels, conventions.SERIES_LOAD)
        start_s, allowance = question.now_s - entry.history_s, Allowance(self._clock.monotonic)
        [load] = self._source.utilization([wanted], start_s, question.now_s, entry.interval_s, allowance)
        if isinstance(load, PermanentError):
            return LoadFinding(Drives.UNKNOWN, str(load))
        if isinstance(load, ReceiverError):
            raise load
        since_s = assessment.segment_start_s if math.isfinite(assessment.segment_start_s) else start_s
        found = driven_by(question.series, load, since_s)
        log.info("weighed", forecast=alert.forecast, labels=labels, drives=found.drives.value, words=found.words)
        return found
