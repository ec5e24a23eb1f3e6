"""GET /openapi.json: what the HTTP API takes and answers, in the words of OpenAPI 3.1.

Bodies are described by the models that read them, answers by the table below; a test sends what the document allows and holds
the application to it. https://spec.openapis.org/oas/v3.1.0
"""

from typing import Any

from flask import Blueprint, Response, jsonify
from pydantic import TypeAdapter

from receiver.web.kill_switch import KillSwitchBody, KillSwitchState
from receiver.web.payload import AlertBody, GroupBody

_Security = list[dict[str, list[str]]]
_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_STATE = {"application/json": {"schema": {"$ref": "#/components/schemas/KillSwitchState"}}}
_LOCKED_OUT = "no valid credential; no byte of the body was looked at"
_TOO_LARGE = "larger than RECEIVER_MAX_BODY_BYTES; it was not read"
_STORE = "the store fails; nothing was changed"

_ALERTS = {
    "200": ("committed: nothing of it can be lost any more, whatever happens to the receiver", _TEXT),
    "400": (
        "nothing of it can ever be stored; it is kept in quarantine for inspection",
        _TEXT,
    ),
    "401": (_LOCKED_OUT, _TEXT),
    "413": (_TOO_LARGE, _TEXT),
    "503": (
        "not stored, send it again: store trouble, full backlog, a body cut off, no token to compare with, or the "
        "receiver is stopping",
        _TEXT,
    ),
}
_PRESS = {
    "200": ("whatever must not be lost is committed; what came of it is shown in the message", {}),
    "400": ("no form with a payload of Slack's", _TEXT),
    "401": ("no valid signature of Slack, or one that is older than five minutes", _TEXT),
    "413": ("larger than any press is", _TEXT),
    "503": ("not written down: store trouble, a body cut off, or the receiver is stopping", _TEXT),
}
_SHOW = {"200": ("how it stands", _STATE), "401": (_LOCKED_OUT, _TEXT), "503": (_STORE, _TEXT)}
_TURN = _SHOW | {"400": ("not understood, nothing was turned", _TEXT), "413": (_TOO_LARGE, _TEXT)}


def blueprint() -> Blueprint:
    """Return the endpoint."""
    openapi = Blueprint("openapi", __name__)

    @openapi.get("/openapi.json")
    def show() -> Response:
        return jsonify(document())

    return openapi


def document() -> dict[str, Any]:
    """Return the whole description."""
    named: dict[str, TypeAdapter[Any]] = {
        "Group": TypeAdapter(GroupBody[AlertBody]),
        "KillSwitchBody": TypeAdapter(KillSwitchBody),
        "KillSwitchState": TypeAdapter(KillSwitchState),
    }
    schemas: dict[str, Any] = {}
    for name, adapter in named.items():
        schema = adapter.json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {}) | {name: schema}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Predictive Reliability Engine: receiver", "version": "1", "description": __doc__},
        "paths": _paths(),
        "components": {"schemas": schemas, "securitySchemes": _security_schemes()},
    }


def _paths() -> dict[str, Any]:
    alerts: _Security = [{"alertmanagerToken": []}, {"alertmanagerBasic": []}]
    operator: _Security = [{"operatorToken": []}]
    return {
        "/api/v1/alerts": {
            "post": _operation("Take in one webhook body of Alertmanager, version 4", _ALERTS, "Group", alerts)
        },
        "/api/v1/slack/interactions": {"post": _press()},
        "/api/v1/kill-switch": {
            "get": _operation("Is acting switched off, and why?", _SHOW, None, operator),
            "post": _operation("Switch all acting off, or allow it again", _TURN, "KillSwitchBody", operator),
        },
        "/-/healthy": {"get": _operation("Does the process answer?", {"200": ("it does", _TEXT)})},
        "/-/ready": {
            "get": _operation(
                "Can alerts be taken and worked on?",
                {"200": ("they can", _TEXT), "503": ("no, for the reasons that it names", _TEXT)},
            )
        },
        "/metrics": {"get": _operation("Prometheus metrics", {"200": ("the text format", _TEXT)})},
        "/openapi.json": {
            "get": _operation("This document", {"200": ("OpenAPI 3.1", {"application/json": {"schema": {}}})})
        },
    }


def _operation(
    summary: str,
    answers: dict[str, tuple[str, dict[str, Any]]],
    body: str | None = None,
    security: _Security | None = None,
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "security": security or [],
        "responses": {code: {"description": text, "content": shown} for code, (text, shown) in answers.items()},
    }
    if body:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _press() -> dict[str, Any]:
    """Signed by Slack, which no scheme of OpenAPI describes: the two headers are parameters."""
    operation = _operation("A button was pressed in Slack", _PRESS)
    form = {"type": "object", "required": ["payload"], "properties": {"payload": {"type": "string"}}}
    headers = {
        "X-Slack-Request-Timestamp": "seconds since the epoch",
        "X-Slack-Signature": "`v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>` with the signing secret, hex",
    }
    return operation | {
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "parameters": [
            {"name": name, "in": "header", "required": False, "schema": {"type": "string"}, "description": text}
            for name, text in headers.items()
        ],
    }


def _security_schemes() -> dict[str, Any]:
    return {
        "alertmanagerToken": {"type": "http", "scheme": "bearer"},
        "alertmanagerBasic": {"type": "http", "scheme": "basic"},
        "operatorToken": {"type": "http", "scheme": "bearer"},
    }
