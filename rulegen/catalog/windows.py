"""Which stretches of history an alert is fitted on, at which resolution, and how far back the receiver reads."""

from functools import lru_cache

from rulegen.catalog import schema
from rulegen.catalog.source import season_of
from rulegen.durations import Duration
from rulegen.model.forecast import Alert, Window

LONG = Duration.parse("6h")
"""From here on a window is fitted on an averaged series."""

COARSE_SAMPLES = 72
"""Samples per long window: 5m in 6h. A fit gains nothing visible from more, its cost grows with every one."""

SLOW = Duration.parse("2m")
"""Fits on coarse series are evaluated this often: below Prometheus' lookback of 5m, so that they never look stale."""

SEASONAL_RESOLUTION = Duration.parse("5m")

_HISTORY_WINDOWS = 24
_DAY = Duration.parse("24h")
_HISTORY_MOST = Duration.parse("36h")
"""A day, and half of one in which it can come back: what `receiver.forecast.season` needs to see a daily cycle."""

_NICE = tuple(
    Duration.parse(text) for text in ("1m", "2m", "5m", "10m", "15m", "20m", "30m", "1h", "2h", "3h", "6h", "12h", "1d")
)


def windows(entry: schema.AnyEntry, alert: schema.Alert) -> tuple[Window, ...]:
    """Windows of one alert, shortest first: as written, the earlier periods of a season, none for a countdown."""
    if isinstance(alert, schema.TrendAlert):
        return tuple(window(length, entry.interval) for length in sorted(alert.windows))
    season = season_of(entry)
    if season is None:
        return ()
    resolution = max(SEASONAL_RESOLUTION, entry.interval)
    cycles = range(1, season.cycles + 1)
    return tuple(Window(Duration(cycle * season.period.ms), resolution, coarse=True) for cycle in cycles)


@lru_cache(maxsize=1000)
def window(length: Duration, interval: Duration) -> Window:
    """Give a window the resolution that it is fitted at."""
    coarsest = length.ms // COARSE_SAMPLES
    fitting = [nice for nice in _NICE if interval.ms < nice.ms <= coarsest]
    if length < LONG or not fitting:
        return Window(length, interval, coarse=False)
    return Window(length, fitting[-1], coarse=True)


def history(entry: schema.AnyEntry, alerts: tuple[Alert, ...]) -> Duration:
    """How far back the receiver reads.

    24 times the longest acting window; a day and a half at most, and at once where that makes a day. Every cycle of a season.
    A day for a countdown.
    """
    season = season_of(entry)
    if season is not None:
        return Duration(season.cycles * season.period.ms)
    acting = [alert for alert in alerts if alert.severity in entry.remediation.severities] or list(alerts)
    lengths = [window.length.ms for alert in acting for window in alert.windows]
    if not lengths:
        return _DAY
    wanted = Duration(_HISTORY_WINDOWS * max(lengths))
    return wanted if wanted < _DAY else _HISTORY_MOST
