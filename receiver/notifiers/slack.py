"""Slack, two ways, by which secret a route has.

Web API (`slack-bot-token`): one message per alert episode, in the channel that the route names; it is replaced as things go on
(predicted → acted → verified → given back), each step is told in its thread with its details and the picture of the forecast.
What needs a person is repeated from the thread into the channel, because nobody is notified of a replaced message.
Scopes: chat:write (chat:write.public for channels without the bot), files:write for the picture.
Incoming webhook (`slack-webhook-url`): one message per event; a webhook tells no `ts`, so nothing can be replaced or threaded.
It is bound to one channel when it is made, so the route names a URL file, it is not sent.

Buttons appear where their answer can be checked (`slack-signing-secret`).
Idempotence: after every call what was done is written down, and a step that runs again goes on from there. A crash between a
call and that commit posts this one thing twice; both carry the event's id in their metadata.
https://docs.slack.dev/reference/methods/chat.postMessage , https://docs.slack.dev/messaging/message-metadata/
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from receiver.clients.http import Http
from receiver.clients.slack import SlackApi
from receiver.domain.digest import DIGEST, Digest
from receiver.domain.event import NEEDS_A_PERSON, Event
from receiver.domain.message import Rendered, Sent
from receiver.errors import NotFoundError, PermanentError, TemporaryError
from receiver.notifiers.document import document
from receiver.notifiers.drawing import carried, drawn
from receiver.notifiers.routes import Routes
from receiver.notifiers.slack_blocks import SECTION_LIMIT, SIGNS, buttons, header, life, links, section, shortened
from receiver.notifiers.templating import Templates, slack_escaped

log = structlog.get_logger()

TOKEN, WEBHOOK, SIGNING = "slack-bot-token", "slack-webhook-url", "slack-signing-secret"
"""Names of secrets, the last without routes."""

SPACING_S = 1.0
"""One message per second and channel, short bursts are allowed: https://docs.slack.dev/apis/web-api/rate-limits"""
_POSTS_PER_EVENT = 2

_METADATA_TYPE = "forecast_event"


class Slack:
    """Implements the port `Notifier`.

    Args:
        secrets: the folder.
        spacing_s: between two messages on one route.
    """

    def __init__(
        self,
        secrets: Path,
        http: Http,
        api: SlackApi,
        templates: Templates | None = None,
        spacing_s: float = SPACING_S,
    ) -> None:
        self._spacing_s = spacing_s
        self._tokens = Routes(secrets, TOKEN)
        self._urls = Routes(secrets, WEBHOOK)
        self._signing = secrets / SIGNING
        self._http = http
        self._api = api
        self._templates = templates or Templates()

    def render(self, event: Event) -> Rendered:
        text = self._templates.write("slack.txt.j2", document(event))
        sign = SIGNS[event.kind]
        said = f"{sign} {slack_escaped(event.headline)}: {slack_escaped(event.detail)}"
        return Rendered(
            {
                "text": shortened(said, SECTION_LIMIT),
                "blocks": [header(f"{sign} {event.headline}"), section(text), *links(event)],
                "buttons": buttons(event),
                "event": {"id": event.id, "kind": event.kind.value, "at_s": event.at_s},
                "first_seen_s": event.first_seen_s,
                "needs_a_person": event.kind in NEEDS_A_PERSON,
                "picture": carried(event),
            },
            folds=True,
        )

    def digest(self, digest: Digest) -> Mapping[str, Any]:
        sign = ":ocean:"
        counts = f"*{slack_escaped(digest.counts)}*"
        urgent = "\n".join(f"• {slack_escaped(line)}" for line in digest.urgent)
        more = f"<{digest.link}|Read on>" if digest.link else ""
        return {
            "text": shortened(f"{sign} {digest.headline}: {slack_escaped(digest.counts)}", SECTION_LIMIT),
            "blocks": [header(f"{sign} {digest.headline}"), *map(section, filter(None, (counts, urgent, more)))],
            "buttons": [],
            "event": {"id": digest.id, "kind": DIGEST, "at_s": digest.at_s},
            "first_seen_s": digest.began_s,
            "needs_a_person": digest.news > 0,
            "picture": None,
        }

    def reaches(self, route: str) -> bool:  # noqa: ARG002 (the port asks for it)
        return True

    def spacing_s(self, route: str) -> float:
        return self._spacing_s * (_POSTS_PER_EVENT if self._tokens.has(route) else 1)

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:
        if self._tokens.has(route):
            _Conversation(self._api, self._tokens.lookup(route), route, sent, self._answered()).tell(message)
            return
        states = _states(message, sent.handle)
        answer = self._http.post_json(self._urls.lookup(route), _shown(message, states, self._answered())).strip()
        if refusal := _refusal(answer):
            raise TemporaryError(f"Slack took the request but not the message: {refusal}")
        sent.keep({**sent.handle, "states": states})

    def _answered(self) -> bool:
        return self._signing.is_file()


class _Conversation:
    """What one message of ours and its thread have come to, step by step.

    The handle holds `channel` and `ts` of the message, its `states` so far, and `done`: which steps of the newest event are.
    """

    def __init__(self, api: SlackApi, token: str, route: str, sent: Sent, answered: bool) -> None:
        self._api = api
        self._token = token
        self._route = route
        self._handle = dict(sent.handle)
        self._sent = sent
        self._answered = answered

    def tell(self, message: Mapping[str, Any]) -> None:
        states = _states(message, self._handle)
        if self._handle.get("event") != message["event"]["id"]:
            self._handle |= {"event": message["event"]["id"], "done": []}
        self._once("shown", lambda: self._show(message, states))
        self._once("answered", lambda: self._answer(message))
        self._once("drawn", lambda: self._draw(message))

    def _once(self, step: str, do: Callable[[], None]) -> None:
        if step in self._handle["done"]:
            return
        do()
        self._handle["done"] = [*self._handle["done"], step]
        self._sent.keep(self._handle)

    def _show(self, message: Mapping[str, Any], states: list[tuple[str, float]]) -> None:
        """Post the message, or replace it by how things stand now; one that is gone is posted anew."""
        shown = _shown(message, states, self._answered) | {"metadata": _metadata(message)}
        if "ts" in self._handle:
            try:
                self._api.update(self._token, self._handle["channel"], self._handle["ts"], shown)
            except NotFoundError:
                del self._handle["ts"]
        if "ts" not in self._handle:
            self._handle["channel"], self._handle["ts"] = self._api.post(self._token, self._route, shown)
        self._handle["states"] = states

    def _answer(self, message: Mapping[str, Any]) -> None:
        """Tell the step in the thread."""
        answer = {
            "text": message["text"],
            "blocks": message["blocks"][1:],
            "thread_ts": self._handle["ts"],
            "metadata": _metadata(message),
        }
        if message["needs_a_person"] and len(self._handle["states"]) > 1 + _PREDICTED:
            answer["reply_broadcast"] = True
        self._api.post(self._token, self._handle["channel"], answer)

    def _draw(self, message: Mapping[str, Any]) -> None:
        """Add the picture; a message without one is better than none."""
        found = drawn(message["picture"])
        if found is None:
            return
        content, says = found
        try:
            self._api.upload(
                self._token, self._handle["channel"], self._handle["ts"], name="forecast.png", alt=says, content=content
            )
        except (PermanentError, TemporaryError) as error:
            if isinstance(error, TemporaryError) and error.retry_after_s is not None:
                raise
            log.warning("the picture was left out", reason=str(error))


_PREDICTED = 1
"""States before the first event."""


def _states(message: Mapping[str, Any], handle: Mapping[str, Any]) -> list[tuple[str, float]]:
    """How its life went up to this event, which a step that runs again has added already."""
    new = (message["event"]["kind"], message["event"]["at_s"])
    first = [["predicted", message["first_seen_s"]]] if message["first_seen_s"] else []
    known = [(kind, at_s) for kind, at_s in handle.get("states", first)]
    return known if known[-1:] == [new] else [*known, new]


def _shown(message: Mapping[str, Any], states: list[tuple[str, float]], answered: bool) -> dict[str, Any]:
    how_far = [life(states)] if len(states) > 1 else []
    blocks = [*message["blocks"], *how_far, *(message["buttons"] if answered else [])]
    return {"text": message["text"], "blocks": blocks}


def _metadata(message: Mapping[str, Any]) -> dict[str, Any]:
    return {"event_type": _METADATA_TYPE, "event_payload": message["event"]}


def _refusal(answer: bytes) -> str:
    """Why a 200 is none: an `ok: false`, or the page of a proxy in between; empty when it is one."""
    if answer.startswith(b"<"):
        return "a page answered instead of Slack"
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    refused = isinstance(said, dict) and said.get("ok") is False
    return str(said.get("error", "no reason given")) if refused else ""
