"""The second stage over the past: what the confidence check would have said, each time the receiver would have asked.

The receiver asks when the alert begins to fire and again every two recording intervals. Asked is the same here, but
at ever larger distances (a tenth of the time since the alert began), so that an alert that fires for days costs
dozens of looks and not thousands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from receiver import conventions
from receiver.backtest.track import Track
from receiver.domain.series import Series
from receiver.domain.spell import Spell
from receiver.domain.verdict import Assessment, Verdict, inconclusive
from receiver.forecast import AssessConfig, assess_many
from receiver.forecast.countdown import countdown
from receiver.forecast.question import STALE_INTERVALS
from receiver.policy.model import ForecastPolicy

RECHECK_INTERVALS = 2
"""As in `receiver.pipeline.episode_desk`; a test holds the two together."""

_RECEDING = 10
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Question:
    """One series at one moment, seconds since the epoch."""

    track: Track
    at_s: float


@dataclass(frozen=True, slots=True)
class Look:
    """What one assessment said; as in `receiver.domain.verdict.Assessment`, as far as the policy asks for it."""

    at_s: float
    verdict: Verdict
    reason: str
    probability: float
    eta_s: float
    level: float
    slope_per_s: float
    segment_start_s: float
    eta_lower_s: float

    def believes(self, threshold: float) -> bool:
        """Whether the forecast would have been believed with this threshold."""
        return self.verdict is not Verdict.INCONCLUSIVE and self.probability >= threshold


def schedule(page: Spell, interval_s: float) -> list[float]:
    """When the receiver looks at an alert that fires, seconds since the epoch."""
    times, at_s = [], page.start_s
    while at_s < page.end_s:
        times.append(at_s)
        wait_s = max(RECHECK_INTERVALS * interval_s, (at_s - page.start_s) / _RECEDING)
        at_s += np.ceil(wait_s / interval_s) * interval_s
    return times


def look(
    questions: Sequence[Question], entry: ForecastPolicy, horizon_s: float, limit: float = conventions.EXHAUSTED
) -> list[Look]:
    """Ask the confidence check, with the history and the thresholds that the receiver would have used.

    Args:
        questions: in any order.
        horizon_s: of the alert.
        limit: utilisation whose reaching is asked about; above 1 where more than was recorded is there. A countdown has none.

    Returns:
        The answers in the order of the questions.
    """
    span_s = entry.countdown_span_s
    if span_s is not None:
        return [_told(one.at_s, _counted(one, entry, span_s, horizon_s)) for one in questions]
    config = AssessConfig(confirm_probability=entry.confidence.notify, interval_s=entry.interval_s)
    found: list[Look] = []
    for begin in range(0, len(questions), _AT_ONCE):
        part = questions[begin : begin + _AT_ONCE]
        times, values = zip(*(_history(question, entry.history_s) for question in part), strict=True)
        answers = assess_many(times, values, [limit] * len(part), horizon_s, config=config)
        for question, at_s, answer in zip(part, times, answers, strict=True):
            found.append(_told(question.at_s, _fresh(question, at_s, answer, entry, horizon_s)))
    return found


def _history(question: Question, history_s: float) -> tuple[np.ndarray, np.ndarray]:
    track = question.track
    last = int(track.at(np.array([question.at_s]))[0]) + 1
    first = max(last - int(history_s / track.step_s), 0)
    there = track.present[first:last]
    return track.times_s[first:last][there], track.values[first:last][there]


def _fresh(
    question: Question, times: np.ndarray, answer: Assessment, entry: ForecastPolicy, horizon_s: float
) -> Assessment:
    if not len(times):
        return inconclusive("data", "no samples: the series does not exist (any more)", horizon_s)
    if question.at_s - float(times[-1]) > STALE_INTERVALS * entry.interval_s:
        return inconclusive("freshness", "the newest sample is too old", horizon_s)
    return answer


def _counted(question: Question, entry: ForecastPolicy, span_s: float, horizon_s: float) -> Assessment:
    series = Series(*_history(question, entry.history_s))
    return countdown(series, question.at_s, horizon_s, span_s, STALE_INTERVALS * entry.interval_s)


def _told(at_s: float, answer: Assessment) -> Look:
    return Look(
        at_s,
        answer.verdict,
        answer.reason,
        answer.probability,
        answer.eta_s,
        answer.level,
        answer.slope_per_s,
        answer.segment_start_s,
        answer.eta_lower_s,
    )
