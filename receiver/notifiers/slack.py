"""Slack incoming webhooks: one message per event, every kind of event.

A webhook URL is bound to one channel when it is made, so the route in the policy (`#sre`) names a URL file, it is not sent.
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
Idempotence: an incoming webhook has none; a message whose answer was lost is posted twice rather than never.
"""

from collections.abc import Mapping
from typing import Any

from receiver.clients.http import Http
from receiver.domain.event import Event, EventKind
from receiver.domain.message import Rendered
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
    EventKind.NO_EFFECT: ":x:",
    EventKind.UNVERIFIED: ":grey_question:",
    EventKind.GIVEN_BACK: ":arrow_down:",
    EventKind.KEPT: ":raised_hand:",
    EventKind.CLEARED: ":white_check_mark:",
    EventKind.BLIND: ":see_no_evil:",
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
        self._http.post_json(self._urls.lookup(route), message)


def _text(kind: str, text: str, limit: int) -> dict[str, str]:
    return {"type": kind, "text": text if len(text) <= limit else text[: limit - 1] + "…"}


def _escaped(text: str) -> str:
    """Escape Slack's three control characters: https://docs.slack.dev/messaging/formatting-message-text/#escaping"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
