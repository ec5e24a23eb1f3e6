"""gunicorn's entry: `receiver serve` runs `gunicorn -c python:receiver.wsgi 'receiver.wsgi:create()'`.

The service is built after the fork, in the one worker process that also runs the desks; gunicorn's hooks start and stop them.
"""

from typing import Any

import structlog
from flask import Flask

from receiver import bootstrap, settings, telemetry
from receiver.web.listener import HeadFirst

log = structlog.get_logger()

worker_connections = 500
"""gunicorn's setting: below the usual limit of 1024 open files, beyond which it dies rather than waits."""

_GRACE_S = 20.0
_SERVICES: list[bootstrap.Service] = []


def create() -> Flask:
    """Build the service from the environment, start its worker, and return the application.

    Raises:
        ConfigError: the process must not start.
    """
    configured = settings.load()
    telemetry.configure_logging(configured.log_format)
    service = bootstrap.build(configured, bootstrap.adapters(configured))
    service.worker.start()
    _SERVICES.append(service)
    log.info("serving", policy=str(configured.policy_file), bind=configured.bind)
    return service.app


def on_starting(server: Any) -> None:
    """gunicorn's hook: let half-open connections hold no thread. Under TLS its own worker stays: a head is unreadable there."""
    if not server.cfg.is_ssl:
        server.worker_class = HeadFirst


on_reload = on_starting
"""gunicorn's hook: a reload reads the worker's class from the command line again."""


def worker_exit(_server: Any, _worker: Any) -> None:
    """gunicorn's hook: let the desks finish what they are at."""
    for service in _SERVICES:
        service.worker.stop(_GRACE_S)
        service.database.close()
    log.info("stopped")
