"""POST /api/v1/alerts: 2xx only after the commit.

Alertmanager retries 5xx and network errors and drops everything else, 408 and 429 included; so whatever may succeed later is a
503, and only a body of which nothing can ever be stored is a 400. What is refused for good is kept in quarantine before the
answer: an alert by itself when its group is readable, otherwise the whole body. A body that is too large is not read; its row
says how large it was. While the secrets folder holds no token, or one that cannot be read (a Secret that is made anew, too many
open files), nobody can be told from anybody, and that passes, too.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from receiver import conventions, telemetry
from receiver.domain.alert import Alert
from receiver.errors import PayloadError, TemporaryError
from receiver.store import Inbox
from receiver.web import payload
from receiver.web.gate import Gate
from receiver.web.payload import Refused

log = structlog.get_logger()

_ALERTS_PER_COMMIT = 10_000
"""A commit names each alert in one statement, and databases limit the names in a statement (PostgreSQL: 65,535)."""
_KEPT_ONE_BY_ONE = 20
"""Of the refused alerts of one body; a quarantine that one group floods again at every flush keeps nothing else."""


def blueprint(inbox: Inbox, gate: Gate, stopping: Callable[[], bool]) -> Blueprint:
    """Return the endpoint; while `stopping` nothing new is taken in."""
    alerts = Blueprint("alerts", __name__)

    @alerts.post("/api/v1/alerts")
    def accept() -> Response:
        refusal = gate.refusal()
        if refusal:
            return _counted(refusal)
        if stopping():
            return _answer(503, "the receiver is stopping, another one will take it")
        try:
            return _accept(inbox, request.get_data(cache=False), request.content_encoding)
        except RequestEntityTooLarge:
            return _too_large(inbox)
        except ClientDisconnected:
            return _answer(503, "the body did not arrive to its end")
        except TemporaryError as error:
            return _later(error)

    return alerts


def _accept(inbox: Inbox, body: bytes, encoding: str | None) -> Response:
    try:
        group = payload.parse(body, encoding)
    except PayloadError as error:
        _quarantine(inbox, [Refused(body, str(error))])
        return _answer(400, str(error))
    alerts = _marked(group.alerts, group.truncated) if group.truncated else group.alerts
    for start in range(0, len(alerts), _ALERTS_PER_COMMIT):
        inbox.accept(alerts[start : start + _ALERTS_PER_COMMIT])
    _quarantine(inbox, group.refused)  # after accepting: what is sent again after a 503 is kept once, not at every try
    for status, count in Counter(alert.status.value for alert in alerts).items():
        telemetry.ALERTS.labels(status).inc(count)
    if group.refused and not group.alerts:
        return _answer(400, _reasons(group.refused))
    refused = f", refused {_reasons(group.refused)}" if group.refused else ""
    return _answer(200, f"accepted {len(group.alerts)}{refused}")


def _marked(alerts: list[Alert], cut: int) -> list[Alert]:
    """Say what was cut off to whom it may concern: the log, the metrics, and people in the messages about what was not."""
    log.error("Alertmanager cut alerts off this group; set max_alerts: 0", cut=cut)
    telemetry.ALERTS.labels("truncated").inc(cut)
    note = {conventions.ANNOTATION_CUT: f"Alertmanager left {cut} more alerts of this group out; set max_alerts: 0"}
    return [replace(alert, annotations={**alert.annotations, **note}) for alert in alerts]


def _too_large(inbox: Inbox) -> Response:
    limit, length = request.max_content_length, request.content_length
    advice = f"the body is larger than RECEIVER_MAX_BODY_BYTES ({limit}); group more finely, or raise it"
    try:
        _quarantine(inbox, [Refused(b"", f"{advice}; it has {length or 'an unknown number of'} bytes, none were read")])
    except TemporaryError as error:
        return _later(error)
    return _answer(413, advice)


def _quarantine(inbox: Inbox, refused: list[Refused]) -> None:
    kept, rest = refused[:_KEPT_ONE_BY_ONE], refused[_KEPT_ONE_BY_ONE:]
    if rest:
        kept = [*kept, Refused(b"\n".join(one.body for one in rest), f"{len(rest)} more, e.g. {rest[0].reason}")]
    for one in kept:
        inbox.quarantine(one.body, one.reason)
        log.error("can never succeed, kept in quarantine", error=one.reason)
    telemetry.QUARANTINED.inc(len(refused))


def _reasons(refused: list[Refused]) -> str:
    """How many, and the first few reasons."""
    more = "; …" if len(refused) > 3 else ""
    return f"{len(refused)}: " + "; ".join(one.reason for one in refused[:3]) + more


def _later(error: TemporaryError) -> Response:
    log.warning("not accepted, Alertmanager will try again", error=str(error))
    return _answer(503, str(error))


def _answer(code: int, text: str) -> Response:
    return _counted(Response(text + "\n", status=code, mimetype="text/plain"))


def _counted(answer: Response) -> Response:
    telemetry.REQUESTS.labels(str(answer.status_code)).inc()
    return answer
