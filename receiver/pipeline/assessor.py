"""Fetches the recorded utilisation of an alert and asks the confidence check; shared by refine, verify and give back."""

import structlog

from receiver import conventions, telemetry
from receiver.clock import Clock
from receiver.domain.alert import Alert
from receiver.domain.verdict import Assessment, inconclusive
from receiver.errors import PermanentError
from receiver.forecast import AssessConfig, assess
from receiver.policy.model import AlertPolicy, ForecastPolicy
from receiver.ports import SeriesSource

log = structlog.get_logger()

_STALE_INTERVALS = 5
"""A newest sample older than this many recording intervals says that the series ended or Prometheus lags."""


class Assessor:
    """Asks: will this alert's resource run out within its horizon?"""

    def __init__(self, source: SeriesSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock

    def assess(
        self, alert: Alert, entry: ForecastPolicy, speed: AlertPolicy, history_s: float | None = None
    ) -> Assessment:
        """Return the assessment; missing or stale data and ambiguous labels are inconclusive.

        Args:
            history_s: how far back to look, seconds; None = as far as the policy says.

        Raises:
            TemporaryError: the data could not be fetched.
        """
        assessment = self._assess(alert, entry, speed, history_s or entry.history_s)
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
        return assessment

    def _assess(self, alert: Alert, entry: ForecastPolicy, speed: AlertPolicy, history_s: float) -> Assessment:
        selector = entry.selector(alert.forecast, alert)
        if selector is None:
            missing = ", ".join(label for label in entry.by if label not in alert.labels)
            return inconclusive("labels", f"the alert lacks the by-label {missing}", speed.horizon_s)
        now_s = self._clock.now()
        try:
            series = self._source.utilization(selector, now_s - history_s, now_s)
        except PermanentError as error:
            return inconclusive("data", str(error), speed.horizon_s)
        if not len(series):
            return inconclusive("data", "no samples: the series does not exist (any more)", speed.horizon_s)
        age_s = now_s - float(series.timestamps_s[-1])
        if age_s > _STALE_INTERVALS * entry.interval_s:
            saw = f"newest sample is {age_s:.0f} s old, recorded every {entry.interval_s:g} s"
            return inconclusive("freshness", saw, speed.horizon_s)
        return assess(
            series.timestamps_s,
            series.values,
            conventions.EXHAUSTED,
            speed.horizon_s,
            config=AssessConfig(confirm_probability=entry.confidence.notify, interval_s=entry.interval_s),
        )
