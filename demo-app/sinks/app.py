"""The endpoints over HTTP."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request

from sinks import pagerduty, slack
from sinks.faults import Faults
from sinks.recorder import Delivery, Recorder
from sinks.slack_api import Workspace

Check = Callable[[Any], list[str]]


def create_app(recorder: Recorder, faults: Faults, workspace: Workspace | None = None) -> Flask:
    """Build the app."""
    app = Flask("sinks")
    slack_api = workspace or Workspace()

    @app.post("/api/<method>")
    def web_api(method: str) -> Response:
        return _web_api(method, slack_api, recorder, faults)

    @app.post("/files/<file_id>")
    def upload(file_id: str) -> Response:
        return Response("OK", 200 if slack_api.uploaded(file_id, request.get_data()) else 404)

    @app.post("/services/<path:_secret>")
    def incoming_webhook(_secret: str) -> Response:
        problems = _take_in("slack", slack.problems, recorder, faults)
        if isinstance(problems, Response):
            return problems
        return Response("invalid_payload", 400) if problems else Response("ok")

    @app.post("/v2/enqueue")
    def enqueue() -> Response:
        return _pagerduty("pagerduty", pagerduty.event_problems, recorder, faults)

    @app.post("/v2/change/enqueue")
    def change() -> Response:
        return _pagerduty("pagerduty-change", pagerduty.change_problems, recorder, faults)

    return app


def _pagerduty(to: str, check: Check, recorder: Recorder, faults: Faults) -> Response:
    problems = _take_in(to, check, recorder, faults, accepted=202)
    if isinstance(problems, Response):
        return problems
    if problems:
        refusal = jsonify({"status": "invalid event", "message": "Event object is invalid", "errors": problems})
        refusal.status_code = 400
        return refusal
    answer = {"status": "success", "message": "Event processed"}
    if to == "pagerduty":
        answer["dedup_key"] = (request.get_json() or {}).get("dedup_key") or uuid.uuid4().hex
    accepted = jsonify(answer)
    accepted.status_code = 202
    return accepted


def _web_api(method: str, workspace: Workspace, recorder: Recorder, faults: Faults) -> Response:
    asked = _json() if request.is_json else request.form.to_dict()
    told = {"method": method, **asked}
    fault = faults.take("slack-api")
    if fault is not None and not fault.error:
        recorder.add(Delivery("slack-api", told, fault.status, ("failed on order",)))
        return Response("failed on order", fault.status, fault.headers)
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if fault is None:
        answer = workspace.call(method, token, _parsed(asked), request.root_url.rstrip("/") + "/files")
    else:
        answer = {"ok": False, "error": fault.error}
    problems = () if answer["ok"] else (answer["error"],)
    recorder.add(Delivery("slack-api", told, 200 if answer["ok"] else 400, problems))
    return jsonify(answer)


def _parsed(asked: dict[str, Any]) -> dict[str, Any]:
    """Forms carry lists as JSON text."""
    return {name: json.loads(text) if _is_list(text) else text for name, text in asked.items()}


def _is_list(text: Any) -> bool:
    return isinstance(text, str) and text.startswith("[{")


def _take_in(to: str, check: Check, recorder: Recorder, faults: Faults, *, accepted: int = 200) -> list[str] | Response:
    """Judge and record one request; a fault on order is the answer itself."""
    body = _json()
    fault = faults.take(to)
    if fault is not None:
        recorder.add(Delivery(to, body, fault.status, ("failed on order",)))
        return Response("failed on order", fault.status, fault.headers)
    problems = check(body)
    if request.mimetype != "application/json":
        problems.append(f"Content-Type is {request.mimetype!r}, not application/json")
    recorder.add(Delivery(to, body, 400 if problems else accepted, tuple(problems)))
    return problems


def _json() -> Any:
    try:
        return json.loads(request.get_data())
    except ValueError:
        return None
