"""Logs and metrics: names, shapes, nothing else. The alert's fingerprint and the remediation's id travel in the context."""

import logging
import sys
from contextlib import suppress

import structlog
from prometheus_client import Counter, Gauge, Histogram

ALERTS = Counter("receiver_alerts", "Alerts accepted, by what they were.", ["status"])
ALERTS.labels("truncated")  # shown as 0 from the start: the first one is an increase then
REQUESTS = Counter("receiver_requests", "Requests to the alerts endpoint, by answer.", ["code"])
AUTH_FAILURES = Counter("receiver_auth_failures", "Requests refused without a valid credential.", ["scheme"])
VERDICTS = Counter("receiver_verdicts", "Assessments, by verdict.", ["forecast", "verdict"])
DECISIONS = Counter("receiver_decisions", "Decisions, by the guard that held; `none` acted.", ["forecast", "guard"])
ACTIONS = Counter("receiver_actions", "Calls that change the cluster, by result.", ["action", "result"])
OUTCOMES = Counter("receiver_outcomes", "Verified remediations, by outcome.", ["forecast", "outcome"])
MESSAGES = Counter("receiver_messages", "Messages to people, by result.", ["notifier", "result"])
TEMPLATE_FAILURES = Counter(
    "receiver_template_failures", "Messages worded by the shipped template because the user's own failed.", ["template"]
)
PREDICTIONS = Counter(
    "receiver_predictions", "Stated probabilities, by what came one horizon later.", ["forecast", "severity", "came"]
)
RECALIBRATION_SHIFT = Gauge(
    "receiver_recalibration_shift", "Largest change of a probability by recalibration.", ["forecast", "severity"]
)
BREACHES = Counter("receiver_breaches", "Times at which a series reached its limit, foreseen or not.", ["forecast"])
SCORECARD_PAGES = Gauge(
    "receiver_scorecard_pages", "Pages of the last 30 days, by what became of them.", ["forecast", "severity", "fate"]
)
SCORECARD_CROSSINGS = Gauge(
    "receiver_scorecard_crossings",
    "Times at the limit within the last 30 days, by whether a page came before.",
    ["forecast", "severity", "caught"],
)
SCORECARD_LEAD_SECONDS = Gauge(
    "receiver_scorecard_lead_seconds", "Median lead time of the last 30 days.", ["forecast", "severity"]
)
MODE = Gauge("receiver_mode", "Mode in force: 0 dry-run, 1 approve, 2 auto.", ["forecast"])
STAGE_SECONDS = Histogram("receiver_stage_seconds", "Time spent in a pipeline stage.", ["stage"])
FAILURES = Counter("receiver_stage_failures", "Failed stages, by kind of failure.", ["stage", "kind"])
BACKLOG = Gauge("receiver_backlog", "Rows that wait for the worker.", ["queue"])
REEXECUTIONS = Counter("receiver_reexecutions", "Work taken up again after a process died or froze over it.", ["queue"])
CLAIMS_LOST = Counter("receiver_claims_lost", "Late results that were refused: somebody else had taken over.", ["desk"])
READY = Gauge("receiver_ready", "Whether this process is ready, by what it does.", ["part"])
QUEUE_AGE_SECONDS = Gauge("receiver_queue_age_seconds", "How long the oldest due row has waited.", ["queue"])
LOANS = Gauge("receiver_loans", "Changes in the cluster that are on loan or being verified.", ["action"])
OLDEST_LOAN_AGE_SECONDS = Gauge("receiver_oldest_loan_age_seconds", "Age of the oldest of them.")
BUDGET_SPENT = Gauge("receiver_budget_spent", "What is spent of a budget.", ["budget"])
BUDGET_LIMIT = Gauge("receiver_budget_limit", "What the policy allows of it.", ["budget"])
ACTING = Gauge("receiver_acting", "1 while acting is allowed, 0 while the kill switch is on.")
DEAD_LETTERS = Gauge(
    "receiver_dead_letters", "Rows that nobody works on any more until a person retries them.", ["queue"]
)
ADOPTIONS = Counter(
    "receiver_adoptions",
    "Loans on objects that were not on record, at every look, by what became of them.",
    ["result"],
)
QUARANTINED = Counter("receiver_quarantined", "Bodies and alerts that could never succeed, kept for inspection.")


class _Printer(structlog.PrintLogger):
    """A line that cannot be written (a full disk, a reader that is gone) is lost, and nothing else: whoever logs is in the
    middle of work, and a desk that logs that it failed must go on."""

    def msg(self, message: str) -> None:
        """Print a line."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def configure_logging(log_format: str) -> None:
    """Send structured logs to standard error, as JSON lines or for people."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(repr_native_str=True)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Printer(sys.stderr),
    )
