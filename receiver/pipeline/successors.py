"""Whose series tell whether a restart helped: those of the pods that took the place of the alert's.

The alert's own series ends with its pod. The others are named by the cluster, and read by the same by-labels. While one of them
cannot be read, nothing is called a success.
"""

from receiver.clock import Clock
from receiver.domain.allowance import Allowance
from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome, Remediation
from receiver.domain.series import Series, Wanted
from receiver.errors import ReceiverError
from receiver.forecast.countdown import renewed_by
from receiver.forecast.question import STALE_INTERVALS
from receiver.forecast.successors import outcome_of
from receiver.pipeline.work import Work
from receiver.policy.model import AlertPolicy, ForecastPolicy
from receiver.ports import Cluster, SeriesSource

_POD = "pod"


class Successors:
    """Reads and judges them."""

    def __init__(self, cluster: Cluster, source: SeriesSource, clock: Clock) -> None:
        self._cluster = cluster
        self._source = source
        self._clock = clock

    def look(
        self, work: Work, remediation: Remediation, acted_at_s: float, entry: ForecastPolicy, speed: AlertPolicy
    ) -> tuple[Outcome | None, str]:
        """Say what the restart brought, None while that can still become clear.

        Raises:
            TemporaryError, PermanentError: the cluster could not say which pods there are.
        """
        expected: Expectation | None = remediation.expected
        labels = work.episode.alert.labels
        selector = entry.selector(remediation.forecast, labels)
        if expected is None or selector is None:
            return None, "what was forecast is not on record"
        pods = self._cluster.pods(remediation.plan.target)
        wanted = [Wanted({**selector, _POD: pod}, {**labels, _POD: pod}) for pod in pods]
        allowance = Allowance(self._clock.monotonic)
        now_s = self._clock.now()
        found = self._source.utilization(wanted, acted_at_s, now_s, entry.interval_s, allowance)
        series = [one for one in found if isinstance(one, Series)]
        unread = [one for one in found if isinstance(one, ReceiverError)]
        if entry.countdown_span_s is None:
            outcome, words = outcome_of(expected, series, acted_at_s, speed.horizon_s)
        else:
            stale_s = STALE_INTERVALS * entry.interval_s
            outcome, words = renewed_by(expected, series, now_s, speed.horizon_s, entry.countdown_span_s, stale_s)
        if (
            unread and outcome is not Outcome.NO_EFFECT
        ):  # that one is known; the rest is only as good as the worst of all
            return None, f"{len(unread)} of {len(found)} new pods cannot be judged: {unread[0]}"
        return outcome, words
