"""What all forecasts together may do, and when nothing may be done; both end in the receiver's policy only."""

from dataclasses import dataclass

Range = tuple[int, int]
"""From and to, both included unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """Budgets of a receiver, which is of a cluster.

    Attributes:
        per_hour: actions within an hour.
        per_namespace_per_hour: actions in one namespace within an hour.
        added_replicas: replicas on loan at the same time.
    """

    per_hour: int = 10
    per_namespace_per_hour: int = 3
    added_replicas: int = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """Recurring stretches of time: inside when every field holds; a field without ranges does not restrict.

    Attributes:
        times_min: minutes since local midnight; the end is not included.
        weekdays: 0 is Sunday.
        days_of_month: 1 is the first, -1 the last.
        months: 1 is January.
        location: IANA name of the time zone.
    """

    times_min: tuple[Range, ...]
    weekdays: tuple[Range, ...]
    days_of_month: tuple[Range, ...]
    months: tuple[Range, ...]
    years: tuple[Range, ...]
    location: str


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """When nothing acts. No forecasts (or namespaces) named means all of them."""

    name: str
    intervals: tuple[Interval, ...]
    forecasts: tuple[str, ...]
    namespaces: tuple[str, ...]
