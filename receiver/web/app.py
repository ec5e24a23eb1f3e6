"""The Flask application factory."""

from collections.abc import Callable, Mapping

from flask import Flask

from receiver.store import Inbox
from receiver.web import alerts, health, metrics
from receiver.web.auth import BearerTokens


def create_app(
    inbox: Inbox,
    tokens: BearerTokens,
    max_body_bytes: int,
    obstacles: Callable[[], list[str]],
    queues: Mapping[str, Callable[[], int]],
) -> Flask:
    """Return the application.

    Args:
        max_body_bytes: larger bodies are answered with 413 without being read.
        obstacles: what stands in the way of being ready.
        queues: how many rows wait in each queue, for /metrics.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = max_body_bytes
    app.register_blueprint(alerts.blueprint(inbox, tokens))
    app.register_blueprint(health.blueprint(obstacles))
    app.register_blueprint(metrics.blueprint(queues))
    return app
