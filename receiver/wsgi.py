"""gunicorn's entry: `receiver serve` runs `gunicorn -c python:receiver.wsgi 'receiver.wsgi:create()'`.

The service is built after the fork, in the one worker process that also runs the desks; gunicorn's hooks start and stop them.
"""

from typing import Any

import structlog
from flask import Flask

from receiver import bootstrap, settings, telemetry
from receiver.web.listener import STOPPING

log = structlog.get_logger()

worker_class = "receiver.web.listener.HeadFirst"
worker_connections = 500
"""gunicorn's setting: below the usual limit of 1024 open files, beyond which it dies rather than waits."""

limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 8190
"""gunicorn's settings: Alertmanager sends some ten short lines, what stands before it (an ingress, a mesh) adds some,
and browsers send the cookies of everybody else in the company's domain, all in one line."""

forwarded_allow_ips = ""
"""gunicorn's setting: nobody may say where a request came from or move its path (`SCRIPT_NAME`). It would believe who connects
from loopback, and a mesh's proxy in the pod brings everybody's requests from there: past an Ingress to any address."""

_GRACE_S = 20.0
_SERVICES: list[bootstrap.Service] = []


def create() -> Flask:
    """Build the service from the environment, start its worker, and return the application.

    Raises:
        ConfigError: the process must not start.
    """
    return _start(accepts=True, works=True)


def create_web() -> Flask:
    """The same for `receiver serve --no-worker`: what is accepted is another process's work."""
    return _start(accepts=True, works=False)


def create_worker() -> Flask:
    """The same for `receiver worker`: nothing is accepted, only health checks and scrapes are answered."""
    return _start(accepts=False, works=True)


def _start(*, accepts: bool, works: bool) -> Flask:
    configured = settings.load()
    telemetry.configure_logging(configured.log_format)
    outside = bootstrap.adapters(configured) if works else None
    service = bootstrap.build(configured, outside, stopping=STOPPING, listens=accepts)
    service.worker.start()
    _SERVICES.append(service)
    log.info("serving", policy=str(configured.policy_file), accepts=accepts, works=works)
    return service.app


def worker_exit(_server: Any, _worker: Any) -> None:
    """gunicorn's hook: let the desks finish what they are at."""
    for service in _SERVICES:
        service.stop(_GRACE_S)
    log.info("stopped")
