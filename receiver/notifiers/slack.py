"""Slack incoming webhooks: one message per event, every kind of event.

A webhook URL is bound to one channel when it is made, so the route in the policy (`#sre`) names a URL file, it is not sent.
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
Idempotence: an incoming webhook has none; a message whose answer was lost is posted twice rather than never.
"""

import json
from collections.abc import Mapping
from typing import Any

from receiver.clients.http import Http
from receiver.domain.event import Event, EventKind
from receiver.domain.message import Rendered
from receiver.errors import TemporaryError
from receiver.notifiers.routes import Routes

_SECTION_LIMIT = 3000
_HEADER_LIMIT = 150
_SIGNS = {
    EventKind.REFUTED: ":white_circle:",
    EventKind.HELD: ":warning:",
    EventKind.ASKED: ":raising_hand:",
    EventKind.ACTED: ":arrow_up:",
    EventKind.ACT_FAILED: ":x:",
    EventKind.WORKED: ":white_check_mark:",
    EventKind.SLOWED: ":snail:",
    EventKind.NO_EFFECT: ":x:",
    EventKind.UNVERIFIED: ":grey_question:",
    EventKind.GIVEN_BACK: ":arrow_down:",
    EventKind.KEPT: ":raised_hand:",
    EventKind.CLEARED: ":white_check_mark:",
    EventKind.BLIND: ":see_no_evil:",
    EventKind.MODE: ":control_knobs:",
}


class Slack:
    """Implements the port `Notifier`.

    Args:
        urls: webhook URL per route.
    """

    def __init__(self, urls: Routes, http: Http) -> None:
        self._urls = urls
        self._http = http

    def render(self, event: Event) -> Rendered:
        sign = _SIGNS[event.kind]
        lines = "\n".join(f"*{name}:* {_escaped(value)}" for name, value in event.facts.items())
        links = " · ".join(f"<{url}|{_escaped(name)}>" for name, url in event.links.items())
        sections = [f"*{_escaped(event.detail)}*\n{lines}", links]
        body = {
            "text": f"{sign} {_escaped(event.headline)}: {_escaped(event.detail)}"[:_SECTION_LIMIT],
            "blocks": [
                {"type": "header", "text": _text("plain_text", f"{sign} {event.headline}", _HEADER_LIMIT)},
                *(
                    {"type": "section", "text": _text("mrkdwn", section, _SECTION_LIMIT)}
                    for section in sections
                    if section
                ),
            ],
        }
        return Rendered(body)

    def send(self, message: Mapping[str, Any], route: str) -> None:
        answer = self._http.post_json(self._urls.lookup(route), message).strip()
        if refusal := _refusal(answer):
            raise TemporaryError(f"Slack took the request but not the message: {refusal}")


def _refusal(answer: bytes) -> str:
    """Why a 200 is none: the Web API's `ok: false`, or the page of a proxy in between; empty when it is one."""
    if answer.startswith(b"<"):
        return "a page answered instead of Slack"
    try:
        document = json.loads(answer)
    except ValueError:
        return ""
    refused = isinstance(document, dict) and document.get("ok") is False
    return str(document.get("error", "no reason given")) if refused else ""


def _text(kind: str, text: str, limit: int) -> dict[str, str]:
    return {"type": kind, "text": text if len(text) <= limit else text[: limit - 1] + "…"}


def _escaped(text: str) -> str:
    """Escape Slack's three control characters: https://docs.slack.dev/messaging/formatting-message-text/#escaping"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
