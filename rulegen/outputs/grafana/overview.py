"""What runs out next, over all forecasts, and what the receiver makes of it."""

from rulegen import conventions
from rulegen.outputs.grafana import board
from rulegen.outputs.grafana.board import HALF, WIDE

_CHOSEN = f'{{{conventions.LABEL_FORECAST}=~"${{forecast:regex}}"}}'
_FIRING = f'alertstate="firing", {conventions.LABEL_FORECAST}=~"${{forecast:regex}}"'
_MOST = 25
_WARNING: board.Steps = ((None, "green"), (1.0, "orange"))


def overview_board() -> str:
    """The dashboard as JSON."""
    eta = f"max without ({conventions.LABEL_WINDOW}) ({conventions.SERIES_ETA}{_CHOSEN})"
    made = board.dashboard("Forecasts: overview", "forecasts-overview", ["overview"])
    made = made.with_variable(board.choice(conventions.LABEL_FORECAST, conventions.SERIES_UTILIZATION))
    for panel in (
        board.number(
            "Critical forecasts", "Alerts that fire now", "short", _firing("critical"), steps=board.NONE_IS_GOOD
        ),
        board.number("Warning forecasts", "Alerts that fire now", "short", _firing("warning"), steps=_WARNING),
        board.number(
            "Changes on loan", "They are given back later", "short", ("sum(max by (action) (receiver_loans))", "")
        ),
        board.acting(),
        board.rows(
            "What runs out next",
            f"The {_MOST} series with the least time left; the most hopeful window counts, as for the alerts",
            "s",
            WIDE,
            f"sort(bottomk({_MOST}, {eta}))",
            "Time left",
        ),
        board.graph(
            "Fullest series of each forecast",
            "0 % is empty, 100 % is exhausted",
            "percentunit",
            HALF,
            (f"max by (forecast) ({conventions.SERIES_UTILIZATION}{_CHOSEN})", "{{forecast}}"),
        ),
        board.graph(
            "What the receiver thinks of the forecasts",
            "Looks per second, by verdict",
            "ops",
            HALF,
            (f"sum by (verdict) (rate(receiver_verdicts_total{_CHOSEN}[$__rate_interval]))", "{{verdict}}"),
        ),
        board.graph(
            "Why it does not act",
            "Decisions per second, by the guard that held; `none` acted",
            "ops",
            HALF,
            (f"sum by (guard) (rate(receiver_decisions_total{_CHOSEN}[$__rate_interval]))", "{{guard}}"),
        ),
        board.graph(
            "Changes to the cluster",
            "By action and result",
            "short",
            HALF,
            ("sum by (action, result) (increase(receiver_actions_total[$__rate_interval]))", "{{action}} {{result}}"),
        ),
        board.rows("Forecasts that fire", "As Prometheus has them", "short", HALF, f"ALERTS{{{_FIRING}}}"),
        board.rows(
            "Forecasts that cannot see",
            "Their series is broken or too short for hours: nobody would be warned",
            "short",
            HALF,
            f'ALERTS{{alertstate="firing", alertname="{conventions.ALERT_BLIND}"}}',
        ),
    ):
        made = made.with_panel(panel)
    return board.encoded(made)


def _firing(severity: str) -> board.Query:
    return f'count(ALERTS{{{_FIRING}, {conventions.LABEL_SEVERITY}="{severity}"}}) or vector(0)', severity
