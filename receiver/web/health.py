"""GET /-/healthy and /-/ready, named as Prometheus' own: healthy = restart me if not, ready = send me alerts."""

from collections.abc import Callable

from flask import Blueprint, Response


def blueprint(obstacles: Callable[[], list[str]]) -> Blueprint:
    """Return the endpoints; `obstacles` lists what stands in the way of taking alerts now."""
    health = Blueprint("health", __name__)

    @health.get("/-/healthy")
    def healthy() -> Response:
        return Response("healthy\n", mimetype="text/plain")

    @health.get("/-/ready")
    def ready() -> Response:
        found = obstacles()
        text = "ready\n" if not found else "not ready: " + "; ".join(found) + "\n"
        return Response(text, status=503 if found else 200, mimetype="text/plain")

    return health
