"""GET /metrics: what `receiver.telemetry` counts, and how the store and this process are doing at this moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from receiver import telemetry
from receiver.domain.pulse import Pulse
from receiver.errors import TemporaryError
from receiver.policy.budget import Budgets

_NAN = float("nan")


@dataclass(frozen=True)
class Watched:
    """What is looked at when the metrics are asked for.

    Attributes:
        parts: what this process does: `accepts`, `works` or both.
        queues: how many rows wait in each queue.
        dead: how many rows its dead letter holds.
        pulse: looks at the store.
        budgets: what the policy allows.
    """

    parts: Sequence[str]
    queues: Mapping[str, Callable[[], int]]
    dead: Mapping[str, Callable[[], int]]
    pulse: Callable[[], Pulse]
    budgets: Budgets


def blueprint(watched: Watched, ready: Callable[[], bool]) -> Blueprint:
    """Return the endpoint; `ready` tells whether the process is."""
    metrics = Blueprint("metrics", __name__)

    @metrics.get("/metrics")
    def show() -> Response:
        for part in watched.parts:
            telemetry.READY.labels(part).set(ready())
        for name, depth in watched.queues.items():
            telemetry.BACKLOG.labels(name).set(_or_nan(depth))
        for name, count in watched.dead.items():
            telemetry.DEAD_LETTERS.labels(name).set(_or_nan(count))
        _show_pulse(watched)
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return metrics


def _show_pulse(watched: Watched) -> None:
    """A store that fails must not take the metrics with it that would show it failing; what was true before is not shown."""
    try:
        pulse = watched.pulse()
    except TemporaryError:
        for gauge in (telemetry.QUEUE_AGE_SECONDS, telemetry.LOANS, telemetry.BUDGET_SPENT):
            gauge.clear()
        telemetry.OLDEST_LOAN_AGE_SECONDS.set(_NAN)
        telemetry.ACTING.set(_NAN)
        return
    for queue, wait_s in pulse.waits_s.items():
        telemetry.QUEUE_AGE_SECONDS.labels(queue).set(wait_s)
    for action, count in pulse.loans.items():
        telemetry.LOANS.labels(action).set(count)
    telemetry.OLDEST_LOAN_AGE_SECONDS.set(pulse.oldest_loan_s)
    telemetry.ACTING.set(pulse.acting)
    budgets = watched.budgets
    for name, used, limit in (
        ("per_hour", pulse.actions, budgets.per_hour),
        ("per_namespace_per_hour", pulse.namespace_actions, budgets.per_namespace_per_hour),
        ("added_replicas", pulse.added_replicas, budgets.added_replicas),
    ):
        telemetry.BUDGET_SPENT.labels(name).set(used)
        telemetry.BUDGET_LIMIT.labels(name).set(limit)


def _or_nan(depth: Callable[[], int]) -> float:
    try:
        return depth()
    except TemporaryError:
        return _NAN
