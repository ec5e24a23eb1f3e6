"""A `SeriesSource` whose series is a function of time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from receiver import conventions
from receiver.domain.allowance import Allowance
from receiver.domain.series import LabelledSeries, Series, Wanted
from receiver.errors import ReceiverError

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def steady(level: float) -> Shape:
    """A series that does not move."""
    return lambda at_s: np.full_like(at_s, level)


def rising(at_s: float, level: float, slope_per_s: float) -> Shape:
    """A straight rise through `level` at `at_s`."""
    return lambda t: level + slope_per_s * (t - at_s)


def always_rising(level: float, slope_per_s: float) -> Shape:
    """A rise that is at `level` whenever it is looked at: the forecast stands for ever."""
    return lambda t: level + slope_per_s * (t - t[-1])


def as_stated(_forecast: str, _severity: str) -> None:
    """What an `Assessor` has learned when nothing is corrected."""


@dataclass
class FakeSource:
    """Answers with `shape` sampled every `interval_s`, or raises `error`.

    Attributes:
        shape: None = the series does not exist.
        load: of the series that may drive the growth; None = it does not exist.
        of_pod: shapes of single pods, where they differ.
        age_s: how old the newest sample is.
        error: given instead of a series until it is taken away; raised when it is none of ours.
        asked: the selectors asked for, oldest first.
        requests: how often it was asked.
        unread: given instead of the series of single pods.
    """

    shape: Shape | None = None
    load: Shape | None = None
    of_pod: dict[str, Shape] = field(default_factory=dict)
    interval_s: float = 10.0
    age_s: float = 0.0
    error: BaseException | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    requests: int = 0
    unread: Mapping[str, ReceiverError] = field(default_factory=dict)

    def utilization(
        self, wanted: Sequence[Wanted], start_s: float, end_s: float, interval_s: float, allowance: Allowance
    ) -> list[Series | ReceiverError]:
        self.requests += 1
        return [self._one(one, start_s, end_s) for one in wanted]

    def _one(self, wanted: Wanted, start_s: float, end_s: float) -> Series | ReceiverError:
        selector = wanted.labels
        self.asked.append(dict(selector))
        if isinstance(self.error, ReceiverError):
            return self.error
        if self.error is not None:
            raise self.error
        if selector.get("pod") in self.unread:
            return self.unread[selector["pod"]]
        shape = self.of_pod.get(selector.get("pod", ""), self.shape)
        if wanted.series == conventions.SERIES_LOAD:
            shape = self.load
        if shape is None:
            return Series(np.empty(0), np.empty(0))
        newest_s = end_s - self.age_s
        at_s = newest_s - np.arange(0.0, max(newest_s - start_s, 0.0), self.interval_s)[::-1]
        return Series(at_s, shape(at_s))


@dataclass
class FakeLimits:
    """A `LimitSource` in which series stand at their limit at the times given.

    Attributes:
        at_s: labels of a series (as pairs) → the moments at which it was at its limit, by forecast.
        errors: what is raised when a forecast is asked about.
        asked: forecast, first and last step of every question.
    """

    at_s: dict[str, dict[tuple[tuple[str, str], ...], list[float]]] = field(default_factory=dict)
    errors: dict[str, ReceiverError] = field(default_factory=dict)
    asked: list[tuple[str, float, float]] = field(default_factory=list)

    def reached(
        self, forecast: str, start_s: float, end_s: float, step_s: float, interval_s: float
    ) -> list[LabelledSeries]:
        self.asked.append((forecast, start_s, end_s))
        if forecast in self.errors:
            raise self.errors[forecast]
        steps = np.arange(start_s, end_s + 1.0, step_s)
        found = []
        for labels, moments in self.at_s.get(forecast, {}).items():
            inside = np.array([step for step in steps if any(step - step_s < at <= step for at in moments)])
            if len(inside):
                found.append(LabelledSeries(dict(labels), Series(inside, np.ones_like(inside))))
        return found
