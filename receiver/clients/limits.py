"""Finds every recorded series of a forecast that stood at its limit, whether an alert spoke of it or not.

One range query per forecast, whose answer holds only what it is about: a series has a sample at a step when it was at its limit
within that step. A container that is killed at its limit rarely shows it, because the kill comes between two samples; so a
restart (`forecast:reset:ratio`) from at least `conventions.EDGE` counts as well, as it does in a backtest.
"""

from collections.abc import Sequence

from receiver import conventions
from receiver.clients.selection import matchers
from receiver.domain.series import LabelledSeries
from receiver.ports import HistorySource

_QUERY = """max_over_time({utilization}[{step}s]) >= {exhausted:g}
or
(max_over_time({utilization}[{reach}s]) >= {edge:g} and present_over_time({reset}[{step}s]))"""


class Limits:
    """Implements the port `LimitSource`.

    Args:
        histories: every server that is asked.
    """

    def __init__(self, histories: Sequence[HistorySource]) -> None:
        self._histories = histories

    def reached(
        self, forecast: str, start_s: float, end_s: float, step_s: float, interval_s: float
    ) -> list[LabelledSeries]:
        query = at_limit(forecast, step_s, interval_s)
        return [one for history in self._histories for one in history.ranges(query, start_s, end_s, step_s)]


def at_limit(forecast: str, step_s: float, interval_s: float) -> str:
    """Return the query."""
    selector = f"{{{matchers([{conventions.LABEL_FORECAST: forecast}])}}}"
    return _QUERY.format(
        utilization=conventions.SERIES_UTILIZATION + selector,
        reset=conventions.SERIES_RESET + selector,
        step=f"{step_s:g}",
        reach=f"{step_s + conventions.RESET_REACH_INTERVALS * interval_s:g}",
        exhausted=conventions.EXHAUSTED,
        edge=conventions.EDGE,
    )
