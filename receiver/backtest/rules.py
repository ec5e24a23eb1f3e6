"""What the generated rules would have said of one series, evaluation by evaluation.

The same steps as rulegen's templates, with the same names: the utilisation, resets, averages for long windows, slope
and level per window, ETA, and the expression of the alert. Held against real Prometheus servers of both generations by
tests/receiver/backtest/test_real_rules.py.

Rules on averages are evaluated at multiples of their group's interval. A server evaluates each group at an offset of
its own within that interval, so the moment at which such an alert begins can differ by up to one interval.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from receiver import conventions
from receiver.backtest.season import seasonal_eta
from receiver.backtest.track import Bools, Floats, Track, before
from receiver.backtest.windows import Fits, averages, between, fits
from receiver.policy.model import AlertPolicy, ForecastPolicy, GeneratedRules, WindowRule


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """An alert's expression at each of its evaluations.

    Attributes:
        times_s: (m,) when it was evaluated, seconds since the epoch.
        near: (m,) whether every window sees exhaustion within the horizon.
        utilization: (m,) what `forecast:utilization:ratio` shows then, NaN where nothing.
        extrapolated: (m,) whether `predict_linear` on the longest window alone reaches the limit within the horizon.
    """

    times_s: Floats
    near: Bools
    utilization: Floats
    extrapolated: Bools

    def above(self, floor: float) -> Bools:
        """(m,) whether the whole expression is true with this floor."""
        with np.errstate(invalid="ignore"):
            return self.near & (self.utilization >= floor)


class Rules:
    """The rules of one forecast over one series.

    Args:
        track: the series.
        entry: its policy.
        rules: what the policy says of the generated rules.
        closed: whether the server's windows include their old end (Prometheus before 3).
    """

    def __init__(self, track: Track, entry: ForecastPolicy, rules: GeneratedRules, closed: bool) -> None:
        self.track = track
        self._entry = entry
        self._rules = rules
        self._closed = closed
        self._averages: dict[float, Track] = {}
        self._lines: dict[tuple[WindowRule, int], Fits] = {}

    @property
    def seasonal(self) -> bool:
        """Whether earlier periods are asked instead of a line."""
        return self._rules.season is not None

    def condition(self, alert: AlertPolicy, windows: tuple[WindowRule, ...] | None = None) -> Condition:
        """Evaluate an alert.

        Args:
            windows: other windows than the policy's, to see what they would do.
        """
        windows = self.windows(alert) if windows is None else windows
        slow = any(window.coarse for window in windows)
        times_s = self.slow_times_s if slow else self.track.times_s
        shown = self.utilization(times_s)
        if not windows:
            eta = self._countdown(shown)
            extrapolated = np.zeros(len(times_s), dtype=np.bool_)
        else:
            eta = np.max([self.eta(window, times_s) for window in windows], axis=0)
            extrapolated = self._extrapolated(windows[-1], times_s, alert.horizon_s)
        with np.errstate(invalid="ignore"):
            near = eta <= alert.horizon_s
        return Condition(times_s, near, shown, extrapolated)

    def windows(self, alert: AlertPolicy) -> tuple[WindowRule, ...]:
        """The alert's windows with their resolution, shortest first."""
        return tuple(window for window in self._rules.windows if window.length_s in alert.windows_s)

    @cached_property
    def slow_times_s(self) -> Floats:
        """When the group of the long windows is evaluated while the series is there."""
        step = self._rules.slow_interval_s
        first = np.ceil(self.track.start_s / step)
        last = np.floor((self.track.start_s + (len(self.track) - 1) * self.track.step_s) / step)
        return np.asarray(step * np.arange(first, last + 1))

    def utilization(self, times_s: Floats) -> Floats:
        """`forecast:utilization:ratio` at these times: a series that its rule no longer records is stale at once."""
        places = self.track.at(times_s)
        values = np.where(places >= 0, self.track.values[np.maximum(places, 0)], np.nan)
        return np.asarray(values)

    @cached_property
    def resets(self) -> Bools:
        """`forecast:reset:ratio`: whether the utilisation just fell to less than half."""
        reach = conventions.RESET_REACH_INTERVALS + (1 if self._closed else 0)
        places = np.arange(len(self.track))
        newest = np.maximum.accumulate(np.where(self.track.present, places, -1))
        previous = np.concatenate(([-1], newest[:-1])) if len(places) else newest
        known = (previous >= 0) & (places - previous <= reach)
        earlier = np.where(known, self.track.values[np.maximum(previous, 0)], np.nan)
        with np.errstate(invalid="ignore"):
            return np.asarray(self.track.values < conventions.RESET_RATIO * earlier)

    def averages(self, resolution_s: float) -> Track:
        """`forecast:utilization:ratio_avg*`."""
        if resolution_s not in self._averages:
            self._averages[resolution_s] = averages(self.track, resolution_s, self._closed)
        return self._averages[resolution_s]

    def line(self, window: WindowRule, times_s: Floats) -> Fits:
        """`deriv`, `predict_linear(…, 0)` and the count of samples, before anything is asked of coverage.

        Args:
            times_s: `track.times_s` or `slow_times_s`.
        """
        key = (window, len(times_s))
        if key not in self._lines:
            self._lines[key] = self._line(window, times_s)
        return self._lines[key]

    def _line(self, window: WindowRule, times_s: Floats) -> Fits:
        if not window.coarse:
            return _picked(fits(self.track, window.length_s, 0.0, self._closed), self.track.at(times_s))
        source = self.averages(window.resolution_s)
        ages = np.round(np.mod(times_s, window.resolution_s), 3)
        places = source.at(times_s)
        whole = Fits(np.zeros(len(places), dtype=np.int64), np.full(len(places), np.nan), np.full(len(places), np.nan))
        for age in np.unique(ages):
            here = ages == age
            found = _picked(fits(source, window.length_s, float(age), self._closed), places[here])
            whole.count[here], whole.slope[here], whole.level[here] = found.count, found.slope, found.level
        return whole

    def slope(self, window: WindowRule, times_s: Floats) -> Floats:
        """`forecast:slope:ratio_per_second`: NaN without coverage, or with a reset in the newest part of the window."""
        line = self.line(window, times_s)
        return np.where(self._trusted(line, window, times_s), line.slope, np.nan)

    def eta(self, window: WindowRule, times_s: Floats) -> Floats:
        """`forecast:exhaustion:eta_seconds`, NaN where the rule records nothing."""
        if self._rules.season is not None:
            horizons_s = [alert.horizon_s for alert in self._entry.alerts]
            source = self.averages(window.resolution_s)
            eta = seasonal_eta(source, window, self._rules.season, max(horizons_s), times_s, self._closed)
        else:
            line = self.line(window, times_s)
            trusted = self._trusted(line, window, times_s)
            with np.errstate(divide="ignore", invalid="ignore"):
                eta = np.where(trusted & (line.slope > 0), np.maximum((1 - line.level) / line.slope, 0.0), np.nan)
        with np.errstate(invalid="ignore"):
            return np.where(self.utilization(times_s) >= conventions.EXHAUSTED, 0.0, eta)

    def _trusted(self, line: Fits, window: WindowRule, times_s: Floats) -> Bools:
        newest_s = round(1000 * window.length_s * conventions.COVERAGE_RATIO) / 1000
        low, high = between(self.track, times_s, newest_s, self._closed)
        sofar = before(self.resets)
        return np.asarray((line.count >= window.required) & (sofar[high] == sofar[low]))

    def _extrapolated(self, window: WindowRule, times_s: Floats, horizon_s: float) -> Bools:
        if self.seasonal:
            return np.zeros(len(times_s), dtype=np.bool_)
        line = self.line(window, times_s)
        with np.errstate(invalid="ignore"):
            return np.asarray(line.level + line.slope * horizon_s >= conventions.EXHAUSTED)

    def _countdown(self, shown: Floats) -> Floats:
        span_s = self._entry.countdown_span_s or np.nan
        return np.maximum((1 - shown) * span_s, 0.0)


def _picked(found: Fits, places: np.ndarray) -> Fits:
    """The fits at some places; -1 stands before the first sample."""
    there, places = places >= 0, np.maximum(places, 0)
    if not len(found.count):
        empty = np.full(len(places), np.nan)
        return Fits(np.zeros(len(places), dtype=np.int64), empty, empty.copy())
    return Fits(
        np.where(there, found.count[places], 0),
        np.where(there, found.slope[places], np.nan),
        np.where(there, found.level[places], np.nan),
    )
