"""Fetches the recorded utilisation of alerts and asks the confidence check; shared by refine, verify and give back.

Fetching is done for many alerts together, one forecast at a time: a group of a thousand alerts is a handful of queries.
Asking is done for each alone, so that nothing about one can spoil the others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.allowance import TOGETHER_S, Allowance
from receiver.domain.series import Wanted
from receiver.domain.verdict import Assessment, inconclusive
from receiver.errors import PermanentError, ReceiverError
from receiver.forecast.question import Question
from receiver.forecast.recalibrate import Recalibration
from receiver.pipeline.work import Fetched, Work
from receiver.policy.model import AlertPolicy, ForecastPolicy
from receiver.ports import SeriesSource

log = structlog.get_logger()


Learned = Callable[[str, str], Recalibration | None]
"""What outcomes taught about one alert of a forecast (name, severity); None = nothing is corrected."""


class Assessor:
    """Asks: will this alert's resource run out within its horizon?

    Args:
        together_s: how long one `fetch` may take, over all forecasts and servers, seconds.
        stopping: whether the process is about to end: nothing more is asked for then.
    """

    def __init__(
        self,
        source: SeriesSource,
        learned: Learned,
        clock: Clock,
        together_s: float = TOGETHER_S,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._source = source
        self._learned = learned
        self._clock = clock
        self._together_s = together_s
        self._stopping = stopping

    def fetch(self, works: Sequence[Work], history_s: float | None = None) -> list[Work]:
        """Return the works, in order, with what their series said; a failure stands where the series would.

        Args:
            works: alerts that the policy does not know are passed over.
            history_s: how far back to look, seconds; None = as far as the policy says.
        """
        fetched: dict[int, Fetched] = {}
        allowance = Allowance(self._clock.monotonic, self._together_s, stopping=self._stopping)
        for entry, places in _by_forecast(works):
            asked = {place: wanted for place in places if (wanted := _wanted(works[place], entry))}
            if asked:
                end_s = self._clock.now()
                start_s = end_s - (history_s or entry.history_s)
                results = self._source.utilization(list(asked.values()), start_s, end_s, entry.interval_s, allowance)
                fetched |= {place: Fetched(one, end_s) for place, one in zip(asked, results, strict=True)}
        return [replace(work, fetched=fetched.get(place)) for place, work in enumerate(works)]

    def assess(self, work: Work, entry: ForecastPolicy, speed: AlertPolicy) -> Work:
        """Fill in the assessment; missing or stale data and ambiguous labels are inconclusive.

        Args:
            work: with its series fetched.

        Raises:
            TemporaryError: the data could not be fetched.
        """
        learned = self._learned(work.episode.alert.forecast, speed.severity)
        asked = _question(work, entry, speed, learned)
        assessment = asked.answer() if isinstance(asked, Question) else asked
        alert = work.episode.alert
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
        return replace(work, assessment=assessment, question=asked if isinstance(asked, Question) else None)


def _by_forecast(works: Sequence[Work]) -> Iterable[tuple[ForecastPolicy, list[int]]]:
    """Places of the works of each forecast that the policy knows."""
    found: dict[str, tuple[ForecastPolicy, list[int]]] = {}
    for place, work in enumerate(works):
        if work.entry is not None and work.speed is not None:
            found.setdefault(work.episode.alert.forecast, (work.entry, []))[1].append(place)
    return found.values()


def _wanted(work: Work, entry: ForecastPolicy) -> Wanted | None:
    """What identifies the alert's series, None when a by-label is missing on the alert."""
    alert = work.episode.alert
    selector = entry.selector(alert.forecast, alert.labels)
    return None if selector is None else Wanted(selector, alert.labels)


def _question(
    work: Work, entry: ForecastPolicy, speed: AlertPolicy, learned: Recalibration | None
) -> Question | Assessment:
    labels = work.episode.alert.labels
    if missing := [label for label in entry.by if label not in labels]:
        return inconclusive("labels", f"the alert lacks the by-label {', '.join(missing)}", speed.horizon_s)
    if work.fetched is None:
        raise AssertionError("a question is asked about what was fetched")
    series, now_s = work.fetched.result, work.fetched.at_s
    if isinstance(series, PermanentError):
        return inconclusive("data", str(series), speed.horizon_s)
    if isinstance(series, ReceiverError):
        raise series
    return Question(
        series,
        now_s,
        speed.horizon_s,
        entry.interval_s,
        entry.confidence.notify,
        learned,
        entry.countdown_span_s,
    )
