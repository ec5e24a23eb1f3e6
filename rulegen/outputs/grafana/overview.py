"""What runs out next, over all forecasts, and what the receiver makes of it."""

from rulegen import conventions
from rulegen.outputs.grafana import board
from rulegen.outputs.grafana.board import HALF, WIDE

_CHOSEN = f'{{{conventions.LABEL_FORECAST}=~"${{forecast:regex}}"}}'
_FIRING = f'alertstate="firing", {conventions.LABEL_FORECAST}=~"${{forecast:regex}}"'
_MOST = 25


def overview_board() -> str:
    """The dashboard as JSON."""
    eta = f"max without ({conventions.LABEL_WINDOW}) ({conventions.SERIES_ETA}{_CHOSEN})"
    made = board.dashboard("Forecasts: overview", "forecasts-overview", ["overview"])
    made = made.with_variable(board.choice(conventions.LABEL_FORECAST, conventions.SERIES_UTILIZATION))
    for panel in (
        board.number("Critical", "Forecasts that fire", "short", _firing("critical")),
        board.number("Warning", "Forecasts that fire", "short", _firing("warning")),
        board.number(
            "On loan", "Changes that will be given back", "short", ("sum(max by (action) (receiver_loans))", "")
        ),
        board.number("Acting", "0: the kill switch is on", "short", ("max(receiver_acting)", "allowed")),
        board.rows(
            "What runs out next",
            f"The {_MOST} series with the least time left; the most hopeful window counts, as for the alerts",
            "s",
            WIDE,
            f"sort(bottomk({_MOST}, {eta}))",
        ),
        board.graph(
            "Fullest series of each forecast",
            "0 is empty, 1 is exhausted",
            "percentunit",
            HALF,
            (f"max by (forecast) ({conventions.SERIES_UTILIZATION}{_CHOSEN})", "{{forecast}}"),
        ),
        board.graph(
            "What the receiver makes of the alerts",
            "Looks per second, by verdict",
            "ops",
            HALF,
            ("sum by (verdict) (rate(receiver_verdicts_total[$__rate_interval]))", "{{verdict}}"),
        ),
        board.graph(
            "Why it does not act",
            "Decisions per second, by the guard that held; `none` acted",
            "ops",
            HALF,
            (f"sum by (guard) (rate(receiver_decisions_total{_CHOSEN}[$__rate_interval]))", "{{guard}}"),
        ),
        board.graph(
            "What it did",
            "Calls that change the cluster",
            "short",
            HALF,
            ("sum by (action, result) (increase(receiver_actions_total[$__rate_interval]))", "{{action}} {{result}}"),
        ),
        board.rows("Alerts that fire", "As Prometheus has them", "short", HALF, f"ALERTS{{{_FIRING}}}"),
        board.rows(
            "Blind forecasts",
            "Nothing is recorded for them",
            "short",
            HALF,
            f'ALERTS{{alertname="{conventions.ALERT_BLIND}"}}',
        ),
    ):
        made = made.with_panel(panel)
    return board.encoded(made)


def _firing(severity: str) -> board.Query:
    return f'count(ALERTS{{{_FIRING}, {conventions.LABEL_SEVERITY}="{severity}"}}) or vector(0)', severity
