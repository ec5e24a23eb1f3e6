"""Slack's Web API through its SDK, with our errors: HTTP 200 can still say `ok: false`.

What is wrong with a message itself will be wrong again; everything else passes, or a person can mend it (a token rotated, a
channel archived, a bot not invited), and the message waits for that. It does not retry: whoever calls knows what is safe.
https://docs.slack.dev/apis/web-api/ , https://docs.slack.dev/apis/web-api/rate-limits
"""

from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from receiver.clients.http import retry_after_s
from receiver.clients.tls import Tls
from receiver.errors import NotFoundError, PermanentError, TemporaryError

_ABOUT_THE_MESSAGE = frozenset(
    {
        "blocked_file_type",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_charset",
        "invalid_form_data",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "json_not_object",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
    }
)
_GONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found", "thread_not_found"})
"""The message that was to be changed or answered is not there (any more), or not ours."""

_TOO_MANY = 429


class SlackApi:
    """The calls that a notifier needs.

    Args:
        base_url: the Web API, with a slash at its end.
        timeout_s: for each wait within one call.
        tls: whose certificates are believed; None = the public ones.
    """

    def __init__(self, base_url: str, timeout_s: float = 10.0, tls: Tls | None = None) -> None:
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._tls = tls

    def post(self, token: str, channel: str, message: Mapping[str, Any]) -> tuple[str, str]:
        """Post a message; return the channel's id and the message's `ts`.

        Raises (all methods):
            TemporaryError: try again, with `retry_after_s` when Slack said so.
            NotFoundError: the message that it is about is gone.
            PermanentError: it will never be taken.
        """
        posted = self._call(lambda api: api.chat_postMessage(channel=channel, **message), token)
        return _text(posted, "channel"), _text(posted, "ts")

    def update(self, token: str, channel: str, ts: str, message: Mapping[str, Any]) -> None:
        """Replace a message by another."""
        self._call(lambda api: api.chat_update(channel=channel, ts=ts, **message), token)

    def upload(self, token: str, channel: str, ts: str, *, name: str, alt: str, content: bytes) -> None:
        """Upload a file into the thread of a message.

        Args:
            channel: its id; here a name will not do.
            alt: what the picture shows, for those who cannot see it.
        """
        self._call(
            lambda api: api.files_upload_v2(
                filename=name, title=alt, alt_txt=alt, content=content, channel=channel, thread_ts=ts
            ),
            token,
        )

    def _call(self, call: Callable[[WebClient], SlackResponse], token: str) -> SlackResponse:
        try:
            return call(self._api(token))
        except SlackApiError as error:
            raise _translated(error) from None  # its text can hold what was sent
        except (SlackClientError, HTTPException, OSError, ValueError) as error:
            raise TemporaryError(f"Slack cannot be reached: {type(error).__name__}") from None

    def _api(self, token: str) -> WebClient:
        context = None if self._tls is None else self._tls.context()
        seconds: Any = self._timeout_s  # the library says int, and takes both
        return WebClient(token, self._base_url, timeout=seconds, ssl=context, retry_handlers=[])


def _text(answer: SlackResponse, name: str) -> str:
    found = answer.get(name)
    if not isinstance(found, str) or not found:
        raise TemporaryError(f"Slack took the message, but its answer names no {name}")
    return found


def _translated(error: SlackApiError) -> TemporaryError | PermanentError:
    answer = error.response
    data = answer.data if isinstance(answer.data, dict) else {}
    reason = str(data.get("error", f"status {answer.status_code}"))
    if answer.status_code == _TOO_MANY or reason in ("ratelimited", "rate_limited"):
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return TemporaryError("Slack asks for patience", retry_after_s(headers.get("retry-after")))
    if reason in _GONE:
        return NotFoundError(f"Slack: {reason}")
    if reason in _ABOUT_THE_MESSAGE:
        return PermanentError(f"Slack will not take this message: {reason}")
    return TemporaryError(f"Slack took the request but not the message: {reason}")
