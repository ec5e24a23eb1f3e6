"""The Flask application factory."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from receiver.clock import Clock
from receiver.policy.model import Policy
from receiver.ports import Replies
from receiver.store import Stores
from receiver.web import alerts, assets, auth, health, kill_switch, metrics, openapi, pages
from receiver.web.attempts import FailedAttempts
from receiver.web.gate import Gate
from receiver.web.metrics import Watched
from receiver.web.sessions import Role, Sessions
from receiver.web.slack import endpoint
from receiver.web.slack.buttons import Buttons
from receiver.web.slack.signature import Signature


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the application is put together from.

    Attributes:
        secrets: folder with the credentials of those who may come in.
        max_body_bytes: larger bodies are answered with 413 without being read.
        obstacles: what stands in the way of being ready.
        watched: what /metrics shows beside what is counted.
        stopping: whether the process is about to end, and should take nothing new in.
        buttons: what the buttons in Slack do.
        replies: how their messages are changed.
    """

    stores: Stores
    policy: Policy
    secrets: Path
    clock: Clock
    max_body_bytes: int
    obstacles: Callable[[], list[str]]
    watched: Watched
    stopping: Callable[[], bool]
    buttons: Buttons
    replies: Replies


def create_app(parts: Parts) -> Flask:
    """Return the application."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = parts.max_body_bytes
    stores, secrets, clock, stopping = parts.stores, parts.secrets, parts.clock, parts.stopping
    attempts = FailedAttempts(clock)
    needed = "a valid bearer token or basic credential"
    sender = Gate(auth.alertmanager(secrets), attempts, needed, comes_again=True)
    operator = Gate(auth.operator(secrets), attempts, "a valid operator token")
    credentials = {Role.VIEWER: auth.viewer(secrets), Role.OPERATOR: auth.operator(secrets)}
    sessions = Sessions(credentials, stores.ended_sessions, clock)
    signature = Signature(secrets, clock)
    app.register_blueprint(alerts.blueprint(stores.inbox, sender, stopping))
    app.register_blueprint(kill_switch.blueprint(stores.kill_switch, operator))
    pages.prepare(app)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(pages.blueprint(stores, parts.policy, sessions, attempts, clock))
    app.register_blueprint(endpoint.blueprint(parts.buttons, parts.replies, signature, attempts, stopping))
    app.register_blueprint(openapi.blueprint())
    return _with_monitoring(app, parts.obstacles, parts.watched)


def create_worker_app(obstacles: Callable[[], list[str]], watched: Watched) -> Flask:
    """Return the application of a process that only works: health checks and metrics, nothing that could be sent to it."""
    return _with_monitoring(Flask(__name__, static_folder=None), obstacles, watched)


def _with_monitoring(app: Flask, obstacles: Callable[[], list[str]], watched: Watched) -> Flask:
    app.register_blueprint(health.blueprint(obstacles))
    app.register_blueprint(metrics.blueprint(watched, lambda: not obstacles()))
    return app
