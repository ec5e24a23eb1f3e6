"""Names on the wire that rulegen writes and the receiver reads (contracts 1 to 3).

The receiver has its own copy in `receiver.conventions`: the two packages never import each other, and the contract test holds
the copies together.
"""

POLICY_VERSION = "policy/v1"

LABEL_FORECAST = "forecast"
LABEL_WINDOW = "window"
LABEL_SEVERITY = "severity"
LABEL_BLIND = "blind_forecast"
RESERVED_LABELS = frozenset({"forecast", "window", "severity", "team", "alertname", "alertstate", "blind_forecast"})
"""Labels that the generator or Prometheus sets itself; no series may be identified by them."""

ALERT_BLIND = "ForecastBlind"

SERIES_PREFIX = "forecast:"
SERIES_UTILIZATION = "forecast:utilization:ratio"
SERIES_LOAD = "forecast:load:value"
SERIES_RESET = "forecast:reset:ratio"
SERIES_LEVEL = "forecast:level:ratio"
SERIES_SLOPE = "forecast:slope:ratio_per_second"
SERIES_ETA = "forecast:exhaustion:eta_seconds"
SERIES_DRIFT = "forecast:drift:ratio"
SERIES_ERROR = "forecast:error:ratio"
SERIES_PREDICTED = "forecast:predicted:ratio"

COVERAGE_RATIO = 0.9
"""Share of a window's samples that must exist before a fit on it is believed."""

RESET_RATIO = 0.5
"""A fall to less than this share within one interval is a restart, not a trend."""

RESET_REACH_INTERVALS = 5
"""How far a reset looks back: a restart may cost a few samples; further back a gap is a matter of coverage."""

NOTIFIERS = ("email", "kubernetes", "pagerduty", "slack", "webhook")
"""Ways to tell people that the receiver has."""

RECEIVER_NAME = "predictive-reliability-engine"

DASHBOARD_TAG = "rulegen"
"""Marks a dashboard as generated; JSON has no comment that could."""


def coarse_series(resolution: str) -> str:
    """Name of the averaged utilisation that long windows are fitted on, e.g. `forecast:utilization:ratio_avg5m`."""
    return f"{SERIES_UTILIZATION}_avg{resolution}"


def alert_name(forecast: str) -> str:
    """`container-memory-limit` → `ForecastContainerMemoryLimit`."""
    return "Forecast" + "".join(part.capitalize() for part in forecast.split("-"))
