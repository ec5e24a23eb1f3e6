"""Is now within a maintenance window? Nothing in the cluster is changed then; alerts are still refined and told.

The meaning is the one of Alertmanager's `time_intervals`, which the author of the catalog writes and rulegen turns into
numbers: an interval holds when each of its fields that are given holds, on the wall clock of its location; a local hour that
a change to winter time repeats is inside twice, one that is skipped never comes.
https://prometheus.io/docs/alerting/latest/configuration/#time_interval
"""

import calendar
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from receiver.policy.strict import Strict


def _known(location: str) -> str:
    try:
        ZoneInfo(location)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{location!r} is not a time zone that this machine knows") from error
    return location


Range = tuple[int, int]
"""From and to, both included unless said otherwise."""


class Interval(Strict):
    """Recurring stretches of time; a field without ranges does not restrict.

    Attributes:
        times_min: minutes since local midnight; the end is not included, 1440 is the day's.
        weekdays: 0 is Sunday.
        days_of_month: 1 is the first, -1 the last.
        months: 1 is January.
        location: IANA name of the time zone.
    """

    times_min: tuple[Range, ...] = ()
    weekdays: tuple[Range, ...] = ()
    days_of_month: tuple[Range, ...] = ()
    months: tuple[Range, ...] = ()
    years: tuple[Range, ...] = ()
    location: Annotated[str, AfterValidator(_known)] = "UTC"

    def contains(self, now_s: float) -> bool:
        """Tell whether a moment (seconds since the epoch) is inside."""
        local = datetime.fromtimestamp(now_s, ZoneInfo(self.location))
        minute = local.hour * 60 + local.minute
        return (
            (not self.times_min or any(start <= minute < end for start, end in self.times_min))
            and _within(local.isoweekday() % 7, self.weekdays)
            and _within(local.day, _days(self.days_of_month, local))
            and _within(local.month, self.months)
            and _within(local.year, self.years)
        )


class MaintenanceWindow(Strict):
    """A named stretch of time in which nothing acts.

    Attributes:
        intervals: inside when one of them is.
        forecasts: names; none = all.
        namespaces: names; none = all.
    """

    name: str
    intervals: Annotated[tuple[Interval, ...], Field(min_length=1)]
    forecasts: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()

    def stops(self, forecast: str, namespace: str, now_s: float) -> bool:
        """Tell whether this forecast may not act in this namespace now."""
        concerned = forecast in (self.forecasts or (forecast,)) and namespace in (self.namespaces or (namespace,))
        return concerned and any(interval.contains(now_s) for interval in self.intervals)


def standstill(windows: Iterable[MaintenanceWindow], forecast: str, namespace: str, now_s: float) -> str:
    """Say which window stops a forecast in a namespace now, empty when none does."""
    name = next((window.name for window in windows if window.stops(forecast, namespace, now_s)), None)
    return "" if name is None else f"nothing is changed during the maintenance window {name!r}"


def _within(value: int, ranges: tuple[Range, ...]) -> bool:
    return not ranges or any(first <= value <= last for first, last in ranges)


def _days(ranges: tuple[Range, ...], local: datetime) -> tuple[Range, ...]:
    """Count negative days from the end of this month. A range that begins after it ends in no day of this month."""
    length = calendar.monthrange(local.year, local.month)[1]
    return tuple(
        (max(first if first > 0 else length + first + 1, 1), last if last > 0 else length + last + 1)
        for first, last in ranges
    )
