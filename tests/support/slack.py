"""Presses of buttons as Slack sends them, signed."""

import json
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from receiver.web.slack.signature import sign
from tests.support.site import SIGNING, Site

RESPONSE_URL = "https://hooks.slack.com/actions/T012AB3CD/123456789/abcDEF-456"


def button(action: str, value: str) -> dict[str, Any]:
    """A button in a message."""
    return {"type": "button", "action_id": action, "value": value, "text": {"type": "plain_text", "text": action}}


def blocks(approval_id: str = "c0ffee00", episode_id: str = "1") -> list[dict[str, Any]]:
    """A message that asks, with a silence button."""
    elements = [button("approve", approval_id), button("decline", approval_id), button("silence", episode_id)]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*asked*"}},
        {"type": "actions", "elements": elements},
    ]


def pressed(action: str, value: str, **changes: Any) -> dict[str, Any]:
    """The payload of one press; shortened, with keys that nobody reads."""
    return {
        "type": "block_actions",
        "user": {"id": "U0ALICE", "username": "alice", "name": "alice", "team_id": "T012AB3CD"},
        "api_app_id": "A1",
        "token": "old-fashioned",
        "container": {"type": "message", "message_ts": "1700000000.000100"},
        "message": {"type": "message", "ts": "1700000000.000100", "text": "Memory runs out", "blocks": blocks()},
        "response_url": RESPONSE_URL,
        "actions": [{**button(action, value), "block_id": "b1", "action_ts": "1700000001.000100"}],
        **changes,
    }


def form(payload: object) -> bytes:
    """The body that carries a payload."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def headers(body: bytes, at_s: float, secret: str = SIGNING) -> dict[str, str]:
    """What Slack signs a body with."""
    timestamp = str(int(at_s))
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": sign(secret.encode(), timestamp, body)}


def press(site: Site, payload: object, **signed: Any) -> TestResponse:
    """Press a button; returns when everything that follows is done."""
    body = payload if isinstance(payload, bytes) else form(payload)
    given = headers(body, **{"at_s": site.clock.now(), **signed})
    return site.client.post(
        "/api/v1/slack/interactions",
        data=body,
        headers=given,
        content_type="application/x-www-form-urlencoded",
        buffered=True,
    )
