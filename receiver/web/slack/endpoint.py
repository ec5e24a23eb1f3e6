"""POST /api/v1/slack/interactions: a button was pressed in Slack.

Slack wants an answer within three seconds and does not read what is in it, so that it gets one as soon as what must not be lost
is committed; only then, on the same thread, the rest is done and the message is changed through its `response_url`. That is
followed to Slack only. https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
"""

from collections.abc import Callable

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from receiver.errors import PayloadError, PermanentError, TemporaryError
from receiver.ports import Replies
from receiver.web import whole
from receiver.web.attempts import FailedAttempts
from receiver.web.gate import count_failure
from receiver.web.slack.buttons import Buttons, Reply, message
from receiver.web.slack.payload import Press, parse
from receiver.web.slack.signature import Signature

log = structlog.get_logger()

_Rest = tuple[Press, Callable[[], Reply]]


def blueprint(
    buttons: Buttons, replies: Replies, signature: Signature, attempts: FailedAttempts, stopping: Callable[[], bool]
) -> Blueprint:
    """Return the endpoint; while `stopping` nothing new is taken in."""
    slack = Blueprint("slack", __name__)

    @slack.post("/api/v1/slack/interactions")
    def interactions() -> Response:
        whole.demand()
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        body = request.get_data(cache=False) if signature.is_timely(timestamp) else b""
        if not signature.accepts(timestamp, request.headers.get("X-Slack-Signature", ""), body):
            count_failure(attempts, "slack")
            return _text(401, "a valid signature of Slack, not older than five minutes, is needed")
        if stopping():
            return _text(503, "the receiver is stopping, press again")
        rest = [(press, more) for press in parse(body) if (more := buttons.press(press)) is not None]
        answer = Response(status=200)
        answer.call_on_close(lambda: _finish(replies, rest))
        return answer

    @slack.errorhandler(PayloadError)
    def not_understood(error: PayloadError) -> Response:
        return _text(400, str(error))

    @slack.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> Response:
        return _text(413, str(error.description))

    @slack.errorhandler(ClientDisconnected)
    def cut_off(_: ClientDisconnected) -> Response:
        return _text(503, "the body did not arrive to its end")

    @slack.errorhandler(TemporaryError)
    def later(error: TemporaryError) -> Response:
        log.warning("a press was not written down", error=str(error))
        return _text(503, str(error))

    return slack


def _finish(replies: Replies, rest: list[_Rest]) -> None:
    """What fails here is said in the log only: what must not be lost is written down already."""
    for press, more in rest:
        try:
            replies.reply(press.response_url, message(press, more()))
        except (TemporaryError, PermanentError) as error:
            log.warning("the message in Slack still looks as before the press", error=str(error))


def _text(code: int, text: str) -> Response:
    return Response(text + "\n", code, mimetype="text/plain")
