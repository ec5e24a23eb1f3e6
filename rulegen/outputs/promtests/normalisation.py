"""From the exporters' series to the normalised utilisation: the author's example, or the one that was invented."""

from typing import Any

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast
from rulegen.model.source import Example

_SAMPLES = 40
_PRECISION = 10_000
"""Compared as whole numbers, because old promtools compare floats bit by bit."""


def normalisation_test(forecast: Forecast, example: Example) -> dict[str, Any]:
    """The example, with the by-labels asked for: an expression that loses its identity fails here."""
    labels = "".join(f', {label}!=""' for label in forecast.by)
    series = conventions.SERIES_ETA if forecast.kind == "countdown" else conventions.SERIES_UTILIZATION
    scale = 1 if forecast.kind == "countdown" else _PRECISION
    expr = f'round(max({series}{{{conventions.LABEL_FORECAST}="{forecast.name}"{labels}}}) * {scale})'
    step = forecast.interval
    return {
        "name": f"{forecast.name}: the exporters' series become {example.expect:g}",
        "interval": str(step),
        "input_series": [{"series": name, "values": _values(value)} for name, value in example.series],
        "promql_expr_test": [
            {
                "expr": expr,
                "eval_time": str(Duration(step.ms * _SAMPLES // 2)),
                "exp_samples": [{"labels": "{}", "value": round(example.expect * scale)}],
            }
        ],
    }


def _values(value: str) -> str:
    """A plain number stands for a constant series."""
    try:
        float(value)
    except ValueError:
        return value
    return f"{value}x{_SAMPLES}"
