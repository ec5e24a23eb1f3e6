"""The coming hours as earlier periods had them, shifted to today's level.

There is no line to extrapolate: the horizon is cut into slots, and the ETA is the start of the first slot in which the earlier
period's peak, plus the drift since then, reaches the limit.
"""

from collections.abc import Hashable

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast, Window
from rulegen.model.rule import RecordingRule
from rulegen.model.source import SEASON_SLOTS, Season
from rulegen.rules.render import render
from rulegen.rules.select import fit_labels, selector


def seasonal_rules(forecast: Forecast, season: Season, window: Window) -> list[RecordingRule]:
    """Drift, ETA and error against one earlier period (the window's length)."""
    ahead = forecast.farthest
    width = Duration(ahead.ms // SEASON_SLOTS)
    nearest = min(alert.horizon for alert in forecast.alerts)
    select = selector(forecast)
    values: dict[str, Hashable] = {
        "series": window.source,
        "length": window.length,
        "resolution": window.resolution,
        "drift": season.drift,
        "ahead": ahead,
        "start": Duration(window.length.ms - ahead.ms) if window.length > ahead else "0s",
        "required": forecast.required_ahead(window),
        "width": width,
        "slots": tuple(_slot(number, width, window) for number in range(SEASON_SLOTS)),
        "horizon": nearest,
    }
    labels = fit_labels(forecast, window)
    return [
        RecordingRule(conventions.SERIES_DRIFT, render("drift.promql.j2", select, **values), labels),
        RecordingRule(conventions.SERIES_ETA, render("seasonal_eta.promql.j2", select, **values), labels),
        RecordingRule(conventions.SERIES_ERROR, render("seasonal_error.promql.j2", select, **values), labels),
    ]


def _slot(number: int, width: Duration, window: Window) -> tuple[str, float]:
    """Offset as PromQL, and how many seconds ahead the slot starts.

    A slot ends (number + 1) widths from now; one window length ago that is an offset of what is left."""
    left = window.length.ms - (number + 1) * width.ms
    offset = f" offset {Duration(left)}" if left > 0 else ""
    return offset, Duration(number * width.ms).seconds if number else 0
