"""What is read of series: from Prometheus, or whatever answers like it."""

from collections.abc import Sequence
from typing import Protocol

from receiver.domain.allowance import Allowance
from receiver.domain.series import LabelledSeries, Series, Wanted
from receiver.errors import ReceiverError


class SeriesSource(Protocol):
    """Where recorded utilisation comes from."""

    def utilization(
        self, wanted: Sequence[Wanted], start_s: float, end_s: float, interval_s: float, allowance: Allowance
    ) -> list[Series | ReceiverError]:
        """Return the raw samples of each wanted series, in order; empty samples when there is none.

        Whatever goes wrong stands in the place of the series that it is about, so that one never spoils the others.
        TemporaryError: unreachable, slow or unreadable; ask again later. PermanentError: refused, partial, or several series
        answer to one selector; that is not data.

        Args:
            start_s: beginning of the window, seconds since the epoch.
            end_s: its end.
            interval_s: how often the series are recorded, from which the size of an answer follows.
            allowance: what this may take; it is shared by all calls that somebody waits for together.
        """
        ...


class HistorySource(Protocol):
    """Where a backtest gets weeks of history from, in pieces that fit into memory.

    Raises (all methods):
        TemporaryError: unreachable, slow, partial or warned about: not data.
        PermanentError: the query is refused, e.g. because it would load too much.
    """

    def ranges(self, query: str, start_s: float, end_s: float, step_s: float) -> list[LabelledSeries]:
        """Evaluate a query at `start_s`, `start_s + step_s`, … up to `end_s`; a series has samples only where it answers."""
        ...

    def value(self, query: str, at_s: float) -> float | None:
        """Evaluate a query that answers one number at one time; None when it answers nothing."""
        ...


class LimitSource(Protocol):
    """Where it is seen which series stood at their limit.

    Raises:
        TemporaryError: unreachable, slow, partial or warned about: not data.
        PermanentError: the query is refused, or its answer is too large.
    """

    def reached(
        self, forecast: str, start_s: float, end_s: float, step_s: float, interval_s: float
    ) -> list[LabelledSeries]:
        """Return every recorded series of a forecast that was at its limit, with a sample at each step in which it was.

        Args:
            start_s: end of the first step, seconds since the epoch; `end_s` that of the last.
            interval_s: how often the series are recorded.
        """
        ...
