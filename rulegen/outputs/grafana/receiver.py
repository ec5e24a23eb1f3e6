"""How the receiver itself is doing; what its alerts (docs/health.md) are looked up in.

What is read from the store is the same in every replica, so the largest counts.
"""

from rulegen.outputs.grafana import board
from rulegen.outputs.grafana.board import HALF, THIRD, WIDE

_RATE = "[$__rate_interval]"
_BEHIND: board.Steps = ((None, "green"), (60.0, "orange"), (300.0, "red"))
"""From five minutes on there is an alert."""


def receiver_board() -> str:
    """The dashboard as JSON."""
    made = board.dashboard("Forecasts: receiver", "forecasts-receiver", ["receiver"], since="now-6h")
    for panel in (
        board.number(
            "Ready processes",
            "By what they do; without one of either kind critical forecasts page directly",
            "short",
            ("sum by (part) (receiver_ready)", "{{part}}"),
            steps=board.NONE_IS_BAD,
            words={"": "none"},
        ),
        board.number(
            "Oldest due work",
            "How far it is behind",
            "s",
            ("max by (queue) (receiver_queue_age_seconds)", "{{queue}}"),
            steps=_BEHIND,
        ),
        board.number(
            "Dead letters",
            "Given up until a person retries them: receiver dead-letters",
            "short",
            ("max by (queue) (receiver_dead_letters)", "{{queue}}"),
            steps=board.NONE_IS_GOOD,
        ),
        board.acting(),
        board.rows(
            "Alerts about the receiver",
            "What fires now; docs/health.md says what to do",
            "short",
            WIDE,
            'ALERTS{alertstate="firing", alertname=~"Forecast.+", severity!="none", forecast="", blind_forecast=""}',
        ),
        board.graph(
            "Alerts",
            "Accepted per second",
            "ops",
            THIRD,
            (f"sum by (status) (rate(receiver_alerts_total{_RATE}))", "{{status}}"),
        ),
        board.graph(
            "Requests",
            "Answers per second",
            "ops",
            THIRD,
            (f"sum by (code) (rate(receiver_requests_total{_RATE}))", "{{code}}"),
        ),
        board.graph("Backlog", "Rows that wait", "short", THIRD, ("max by (queue) (receiver_backlog)", "{{queue}}")),
        board.graph(
            "Queue age",
            "How long the oldest due row has waited",
            "s",
            THIRD,
            ("max by (queue) (receiver_queue_age_seconds)", "{{queue}}"),
        ),
        board.graph(
            "Stage duration, 90th percentile",
            "90 % of the steps took at most this",
            "s",
            THIRD,
            (f"histogram_quantile(0.9, sum by (le, stage) (rate(receiver_stage_seconds_bucket{_RATE})))", "{{stage}}"),
        ),
        board.graph(
            "Failures",
            "Failed stages per second; `surprise` is a bug",
            "ops",
            THIRD,
            (f"sum by (stage, kind) (rate(receiver_stage_failures_total{_RATE}))", "{{stage}} {{kind}}"),
        ),
        board.graph(
            "Messages",
            "Per second, by notifier and result",
            "ops",
            HALF,
            (f"sum by (notifier, result) (rate(receiver_messages_total{_RATE}))", "{{notifier}} {{result}}"),
        ),
        board.graph(
            "Work done again, late results refused",
            "Processes died or froze over it",
            "ops",
            HALF,
            (f"sum by (queue) (rate(receiver_reexecutions_total{_RATE}))", "again: {{queue}}"),
            (f"sum by (desk) (rate(receiver_claims_lost_total{_RATE}))", "refused: {{desk}}"),
        ),
        board.graph(
            "Budgets",
            "Share that is spent; at 1 further actions hold",
            "percentunit",
            THIRD,
            ("max by (budget) (receiver_budget_spent) / max by (budget) (receiver_budget_limit)", "{{budget}}"),
        ),
        board.graph(
            "Loans", "On loan or being verified", "short", THIRD, ("max by (action) (receiver_loans)", "{{action}}")
        ),
        board.graph("Oldest loan", "Its age", "s", THIRD, ("max(receiver_oldest_loan_age_seconds)", "oldest")),
        board.graph(
            "Refused credentials",
            "Requests per second without a valid one, by scheme",
            "ops",
            HALF,
            (f"sum by (scheme) (rate(receiver_auth_failures_total{_RATE}))", "{{scheme}}"),
        ),
        board.graph(
            "Quarantined alerts",
            "Bodies and alerts per second that could not be read",
            "ops",
            HALF,
            (f"sum(rate(receiver_quarantined_total{_RATE}))", "quarantined"),
        ),
    ):
        made = made.with_panel(panel)
    return board.encoded(made)
