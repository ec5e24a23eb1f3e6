"""POST /api/v1/alerts: 2xx only after the commit.

Alertmanager retries 5xx and network errors and drops everything else, 408 and 429 included; so whatever may succeed later is a
503, and only a body that can never succeed is a 400, which is kept in quarantine.
"""

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from receiver import telemetry
from receiver.errors import PayloadError, TemporaryError
from receiver.store import Inbox
from receiver.web import payload
from receiver.web.auth import BearerTokens

log = structlog.get_logger()


def blueprint(inbox: Inbox, tokens: BearerTokens) -> Blueprint:
    """Return the endpoint."""
    alerts = Blueprint("alerts", __name__)

    @alerts.post("/api/v1/alerts")
    def accept() -> Response:
        if not tokens.accepts(request.headers.get("Authorization")):
            return _answer(401, "a valid bearer token is needed")
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _answer(
                413, "the body is larger than RECEIVER_MAX_BODY_BYTES; lower max_alerts or group more finely"
            )
        try:
            return _accept(inbox, body)
        except TemporaryError as error:
            log.warning("not accepted, Alertmanager will try again", error=str(error))
            return _answer(503, str(error))

    return alerts


def _accept(inbox: Inbox, body: bytes) -> Response:
    try:
        group = payload.parse(body)
    except PayloadError as error:
        inbox.quarantine(body, str(error))
        telemetry.QUARANTINED.inc()
        log.error("body can never succeed, kept in quarantine", error=str(error))
        return _answer(400, str(error))
    if group.truncatedAlerts:
        log.error("Alertmanager cut alerts off this group; set max_alerts: 0", cut=group.truncatedAlerts)
        telemetry.ALERTS.labels("truncated").inc(group.truncatedAlerts)
    alerts = payload.to_alerts(group)
    inbox.accept(alerts)
    for alert in alerts:
        telemetry.ALERTS.labels(alert.status.value).inc()
    return _answer(200, f"accepted {len(alerts)}")


def _answer(code: int, text: str) -> Response:
    telemetry.REQUESTS.labels(str(code)).inc()
    return Response(text + "\n", status=code, mimetype="text/plain")
