"""Where a forecast's numbers come from, as PromQL. A `*_scalar` says that an amount is a number, not a vector."""

from dataclasses import dataclass

from rulegen.durations import Duration

SEASON_SLOTS = 6
"""The ETA of a seasonal forecast is known to a sixth of the longest horizon."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Utilisation is used / limit."""

    used: str
    limit: str
    limit_scalar: bool


@dataclass(frozen=True, slots=True)
class Free:
    """Utilisation is 1 - free / capacity."""

    free: str
    capacity: str
    capacity_scalar: bool


@dataclass(frozen=True, slots=True)
class Falling:
    """A value falls from full to limit: utilisation is (full - used) / (full - limit)."""

    used: str
    limit: str
    limit_scalar: bool
    full: str
    full_scalar: bool


@dataclass(frozen=True, slots=True)
class Remaining:
    """Seconds until something expires; nothing is fitted."""

    remaining: str


Source = Ratio | Free | Falling | Remaining


@dataclass(frozen=True, slots=True)
class Season:
    """A forecast from the same time in earlier periods.

    Attributes:
        period: length of one cycle.
        cycles: how many earlier ones must agree.
        drift: stretch over which today's level is compared with an earlier period's.
    """

    period: Duration
    cycles: int
    drift: Duration


@dataclass(frozen=True, slots=True)
class Example:
    """One moment of the exporters' series, and what must come of it.

    Attributes:
        series: PromQL notation → a number, or values in promtool's notation.
        expect: utilisation, or seconds remaining for a countdown.
    """

    series: tuple[tuple[str, str], ...]
    expect: float
