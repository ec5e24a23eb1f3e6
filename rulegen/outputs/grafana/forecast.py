"""One dashboard per forecast. Every panel reads the normalised series, so that no dashboard needs to know an exporter."""

from grafana_foundation_sdk.builders.common import GraphThresholdsStyleConfig
from grafana_foundation_sdk.models.common import GraphThresholdsStyleMode

from rulegen import conventions
from rulegen.model.forecast import Forecast
from rulegen.outputs.grafana import board
from rulegen.outputs.grafana.board import HALF, WIDE, Query

_LIMIT: board.Steps = ((None, "transparent"), (1.0, "red"))


def forecast_board(forecast: Forecast, uid: str) -> str:
    """The dashboard as JSON; `uid` is what the alerts' `dashboard_url` points at."""
    series = _series(forecast)
    recorded = f'{conventions.SERIES_UTILIZATION}{{{conventions.LABEL_FORECAST}="{forecast.name}"}}'
    made = board.dashboard(f"Forecast: {forecast.summary}", uid, ["forecast", forecast.team])
    for label in forecast.by:
        made = made.with_variable(board.choice(label, recorded))
    used = _query(forecast, conventions.SERIES_UTILIZATION + series, "used")
    made = made.with_panel(
        board.graph("Utilisation", "0 % is empty, 100 % (the red line) is exhausted", "percentunit", WIDE, used)
        .min(0)
        .max(1.1)
        .thresholds(board.thresholds(_LIMIT))
        .thresholds_style(GraphThresholdsStyleConfig().mode(GraphThresholdsStyleMode.LINE))
    )
    horizons = [(f"vector({alert.horizon.seconds})", f"{alert.severity} horizon") for alert in forecast.alerts]
    made = made.with_panel(
        board.graph(
            "Time to exhaustion",
            "What each window says; the alert needs all of them below its horizon",
            "s",
            HALF,
            _query(forecast, conventions.SERIES_ETA + series, "{{window}}"),
            *horizons,
        )
    )
    if forecast.windows:
        meaning = "Utilisation minus what was forecast one horizon ago: above 0 the forecast was too hopeful"
        error = _query(forecast, conventions.SERIES_ERROR + series, "{{window}}")
        made = made.with_panel(board.graph("Past error", meaning, "percentunit", HALF, error))
    return board.encoded(made)


def _query(forecast: Forecast, expr: str, suffix: str) -> Query:
    identity = "/".join(f"{{{{{label}}}}}" for label in forecast.by)
    return expr, f"{identity} {suffix}"


def _series(forecast: Forecast) -> str:
    labels = "".join(f', {label}=~"${{{label}:regex}}"' for label in forecast.by)
    return f'{{{conventions.LABEL_FORECAST}="{forecast.name}"{labels}}}'
