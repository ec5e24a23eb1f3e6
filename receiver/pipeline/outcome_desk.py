"""One horizon after a probability was stated, reads what came of it and writes that down.

Predictions of one alert whose horizons end at about the same time are read together. Settling is idempotent: the first writer
wins, and a second replica that reads the same finds nothing to write.
"""

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.allowance import Allowance
from receiver.domain.prediction import Came, Prediction
from receiver.domain.series import Series, Wanted
from receiver.errors import PermanentError, ReceiverError
from receiver.forecast.outcome import what_came
from receiver.policy.model import ForecastPolicy, Policy
from receiver.ports import SeriesSource
from receiver.store import Predictions

log = structlog.get_logger()

_TOGETHER = 200
_SPREAD = 0.25
"""Predictions are read together when they were stated within this share of their horizon."""

_AGAIN_S = 300.0
_GIVE_UP_S = 2 * 86_400.0
"""After that long without an answer nobody will know."""


class OutcomeDesk:
    """Works on predictions whose horizon is over."""

    def __init__(self, predictions: Predictions, policy: Policy, source: SeriesSource, clock: Clock) -> None:
        self._predictions = predictions
        self._policy = policy
        self._source = source
        self._clock = clock

    def step(self) -> bool:
        """Settle some due predictions; return whether there were any."""
        due = self._predictions.due(_TOGETHER)
        if not due:
            return False
        alike = [one for one in due if _read_with(due[0], one)]
        entry = self._policy.forecasts.get(due[0].forecast)
        wanted = [_wanted(one, entry) for one in alike]
        for one in (one for one, what in zip(alike, wanted, strict=True) if what is None):
            self._settle(one, Came.UNKNOWN)
        known = [(one, what) for one, what in zip(alike, wanted, strict=True) if what is not None]
        if entry is not None and known:
            self._read(known, entry)
        return True

    def _read(self, known: list[tuple[Prediction, Wanted]], entry: ForecastPolicy) -> None:
        start_s = min(one.assessed_at_s for one, _ in known)
        end_s = max(one.over_at_s for one, _ in known)
        wanted, allowance = [what for _, what in known], Allowance(self._clock.monotonic)
        found = self._source.utilization(wanted, start_s, end_s, entry.interval_s, allowance)
        waiting = []
        for (one, _), series in zip(known, found, strict=True):
            came, crossed_at_s = self._what_came(one, series, entry)
            if came is Came.PENDING:
                waiting.append(one)
            else:
                self._settle(one, came, crossed_at_s)
        if waiting:
            self._predictions.later(waiting, _AGAIN_S)

    def _what_came(
        self, one: Prediction, series: Series | ReceiverError, entry: ForecastPolicy
    ) -> tuple[Came, float | None]:
        if isinstance(series, PermanentError):
            return Came.UNKNOWN, None
        if isinstance(series, ReceiverError):
            return Came.PENDING if self._clock.now() - one.over_at_s < _GIVE_UP_S else Came.UNKNOWN, None
        came, at_s = what_came(series, one.assessed_at_s, one.over_at_s, entry.interval_s)
        acted_at_s = self._predictions.acted_meanwhile_s(one)
        crossed_at_s = at_s if came is Came.CROSSED else None
        return Came.REMEDIATED if acted_at_s is not None and acted_at_s <= at_s else came, crossed_at_s

    def _settle(self, one: Prediction, came: Came, crossed_at_s: float | None = None) -> None:
        if self._predictions.settle(one, came, crossed_at_s):
            telemetry.PREDICTIONS.labels(one.forecast, one.severity, came.value).inc()
            log.info("prediction settled", forecast=one.forecast, probability=one.raw_probability, came=came.value)


def _read_with(first: Prediction, one: Prediction) -> bool:
    same = (one.forecast, one.severity, one.horizon_s) == (first.forecast, first.severity, first.horizon_s)
    return same and abs(one.assessed_at_s - first.assessed_at_s) <= _SPREAD * first.horizon_s


def _wanted(one: Prediction, entry: ForecastPolicy | None) -> Wanted | None:
    selector = entry.selector(one.forecast, one.labels) if entry else None
    return None if selector is None else Wanted(selector, one.labels)
