"""How full is it, and was it just emptied? The series that everything else is computed from."""

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast, Load, Window
from rulegen.model.rule import RecordingRule
from rulegen.model.source import Falling, Free, Ratio, Remaining
from rulegen.rules.render import render
from rulegen.rules.select import selector

_TEMPLATES = {Ratio: "ratio", Free: "free", Falling: "falling", Remaining: "remaining"}


def utilization_rule(forecast: Forecast) -> RecordingRule:
    """0 = empty, 1 = exhausted. A countdown is empty one longest horizon ahead of its end."""
    template = f"{_TEMPLATES[type(forecast.source)]}.promql.j2"
    horizon = max(alert.horizon for alert in forecast.alerts)
    expr = render(template, by=", ".join(forecast.by), source=forecast.source, horizon_s=horizon.seconds)
    return RecordingRule(conventions.SERIES_UTILIZATION, expr, {conventions.LABEL_FORECAST: forecast.name})


def size_query(forecast: Forecast) -> str | None:
    """What the utilisation is a share of, None where that is a number or nothing that could be made larger."""
    source = forecast.source
    match source:
        case Ratio(limit=size, limit_scalar=False) | Free(capacity=size, capacity_scalar=False):
            kind = "min" if isinstance(source, Ratio) else "max"
            return render("size.promql.j2", by=", ".join(forecast.by), kind=kind, size=size)
    return None


def load_rule(forecast: Forecast, load: Load) -> RecordingRule:
    """What may drive the growth, by its own labels: the receiver asks for recorded series only."""
    return RecordingRule(conventions.SERIES_LOAD, load.query, {conventions.LABEL_FORECAST: forecast.name})


def reset_rule(forecast: Forecast) -> RecordingRule:
    """A sparse series: present only where the utilisation fell to less than half at once."""
    expr = render(
        "reset.promql.j2",
        subject=selector(forecast),
        ratio=conventions.RESET_RATIO,
        reach=Duration(conventions.RESET_REACH_INTERVALS * forecast.interval.ms),
        interval=forecast.interval,
    )
    return RecordingRule(conventions.SERIES_RESET, expr, {conventions.LABEL_FORECAST: forecast.name})


def coarse_rule(forecast: Forecast, window: Window) -> RecordingRule:
    """Averages of the utilisation, on which long windows are fitted.

    An average, not every n-th sample: a sawtooth faster than the resolution would alias into a slow trend.
    """
    expr = render("coarse.promql.j2", subject=selector(forecast), resolution=window.resolution)
    return RecordingRule(window.source, expr, {conventions.LABEL_FORECAST: forecast.name})
