"""Fetches the recorded utilisation of an alert and asks the confidence check; shared by refine, verify and give back."""

from dataclasses import dataclass

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.alert import Alert
from receiver.domain.verdict import Assessment, inconclusive
from receiver.errors import PermanentError
from receiver.forecast.question import Question
from receiver.policy.model import AlertPolicy, ForecastPolicy
from receiver.ports import SeriesSource

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment and the question that it answers, None when nothing could be asked."""

    assessment: Assessment
    question: Question | None = None


class Assessor:
    """Asks: will this alert's resource run out within its horizon?"""

    def __init__(self, source: SeriesSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock

    def assess(
        self, alert: Alert, entry: ForecastPolicy, speed: AlertPolicy, history_s: float | None = None
    ) -> Assessed:
        """Return the assessment; missing or stale data and ambiguous labels are inconclusive.

        Args:
            history_s: how far back to look, seconds; None = as far as the policy says.

        Raises:
            TemporaryError: the data could not be fetched.
        """
        assessed = self._assess(alert, entry, speed, history_s or entry.history_s)
        assessment = assessed.assessment
        telemetry.VERDICTS.labels(alert.forecast, assessment.verdict.value).inc()
        log.info(
            "assessed",
            forecast=alert.forecast,
            labels={name: alert.labels.get(name) for name in entry.by},
            verdict=assessment.verdict.value,
            reason=assessment.reason,
            probability=round(assessment.probability, 4),
            eta_s=[assessment.eta_lower_s, assessment.eta_s, assessment.eta_upper_s],
        )
        return assessed

    def _assess(self, alert: Alert, entry: ForecastPolicy, speed: AlertPolicy, history_s: float) -> Assessed:
        selector = entry.selector(alert.forecast, alert)
        if selector is None:
            missing = ", ".join(label for label in entry.by if label not in alert.labels)
            return Assessed(inconclusive("labels", f"the alert lacks the by-label {missing}", speed.horizon_s))
        now_s = self._clock.now()
        try:
            series = self._source.utilization(selector, now_s - history_s, now_s)
        except PermanentError as error:
            return Assessed(inconclusive("data", str(error), speed.horizon_s))
        question = Question(series, now_s, speed.horizon_s, entry.interval_s, entry.confidence.notify)
        return Assessed(question.answer(), question)
