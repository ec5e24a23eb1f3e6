"""Compressed time: the same forecast with every duration divided, for demos and tests.

N = 60 makes a minute a second. Intervals stay at one second or more, because neither scrapes nor rule evaluations come
faster; the number of samples that a window must hold follows from what is left.
"""

from dataclasses import replace

from rulegen.model.autoscaler import Autoscaler
from rulegen.model.forecast import Alert, Forecast, Remediation, Window
from rulegen.model.source import Season

_SECOND_MS = 1000


def compress(forecast: Forecast, by: int) -> Forecast:
    """Divide every duration.

    Args:
        by: the divisor; 1 changes nothing.
    """
    if by == 1:
        return forecast
    return replace(
        forecast,
        interval=forecast.interval.divided(by, _SECOND_MS),
        slow_interval=forecast.slow_interval.divided(by, _SECOND_MS),
        history=forecast.history.divided(by),
        alerts=tuple(_alert(alert, by) for alert in forecast.alerts),
        remediation=_remediation(forecast.remediation, by),
        autoscalers=tuple(_autoscaler(scaler, by) for scaler in forecast.autoscalers),
        query_offset=forecast.query_offset and forecast.query_offset.divided(by),
        season=_season(forecast.season, by),
        sawtooth_period=forecast.sawtooth_period and forecast.sawtooth_period.divided(by),
    )


def _alert(alert: Alert, by: int) -> Alert:
    windows = tuple(_window(window, by) for window in alert.windows)
    return replace(
        alert,
        windows=windows,
        horizon=alert.horizon.divided(by),
        pending=alert.pending.divided(by),
        keep_firing=alert.keep_firing and alert.keep_firing.divided(by),
    )


def _autoscaler(scaler: Autoscaler, by: int) -> Autoscaler:
    bounds = replace(scaler.bounds, cooldown=scaler.bounds.cooldown.divided(by, _SECOND_MS))
    return replace(scaler, bounds=bounds)


def _season(season: Season | None, by: int) -> Season | None:
    return season and Season(season.period.divided(by), season.cycles, season.drift.divided(by))


def _window(window: Window, by: int) -> Window:
    return Window(window.length.divided(by), window.resolution.divided(by, _SECOND_MS), window.coarse)


def _remediation(remediation: Remediation, by: int) -> Remediation:
    promotion = remediation.promotion
    return replace(
        remediation,
        cooldown=remediation.cooldown.divided(by),
        lease=remediation.lease.divided(by),
        class_cooldowns=tuple((name, length.divided(by)) for name, length in remediation.class_cooldowns),
        then=tuple(_remediation(rung, by) for rung in remediation.then),
        settle=remediation.settle.divided(by),
        promotion=promotion and replace(promotion, lead=promotion.lead.divided(by)),
    )
