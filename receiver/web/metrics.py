"""GET /metrics: what `receiver.telemetry` counts, and how much waits in the store."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from receiver import telemetry
from receiver.errors import TemporaryError


def blueprint(queues: Mapping[str, Callable[[], int]], dead: Mapping[str, Callable[[], int]]) -> Blueprint:
    """Return the endpoint; `queues` tells how many rows wait in each queue, `dead` how many its dead letter holds."""
    metrics = Blueprint("metrics", __name__)

    @metrics.get("/metrics")
    def show() -> Response:
        for name, depth in queues.items():
            telemetry.BACKLOG.labels(name).set(_or_nan(depth))
        for name, count in dead.items():
            telemetry.DEAD_LETTERS.labels(name).set(_or_nan(count))
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return metrics


def _or_nan(depth: Callable[[], int]) -> float:
    """A store that fails must not take the metrics with it that would show it failing."""
    try:
        return depth()
    except TemporaryError:
        return float("nan")
