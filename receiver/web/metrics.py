"""GET /metrics: what `receiver.telemetry` counts, and how much waits in the store."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from receiver import telemetry


def blueprint(queues: Mapping[str, Callable[[], int]]) -> Blueprint:
    """Return the endpoint; `queues` tells how many rows wait in each queue."""
    metrics = Blueprint("metrics", __name__)

    @metrics.get("/metrics")
    def show() -> Response:
        for name, depth in queues.items():
            telemetry.BACKLOG.labels(name).set(depth())
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return metrics
