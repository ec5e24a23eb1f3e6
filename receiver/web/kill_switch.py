"""GET and POST /api/v1/kill-switch: stop all acting at once, or allow it again, without a shell in the pod.

The operator's token opens it, Alertmanager's does not. Every change needs a reason, leaves a line in the log, and is kept.
"""

from typing import Annotated, Literal

import structlog
from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from receiver.errors import TemporaryError
from receiver.store import KillSwitch
from receiver.web.gate import Gate
from receiver.web.problems import problems

log = structlog.get_logger()


_SAYS = r"^[^\x00]*[^\s\x00][^\x00]*$"
"""More than white space, and no NUL, which no database takes."""


class KillSwitchBody(BaseModel):
    """What an operator asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Literal["on", "off"]
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=_SAYS, description="shown in every message")]


class KillSwitchState(BaseModel):
    """How it stands now; the reason is empty while acting is allowed."""

    state: Literal["on", "off"]
    reason: str


def blueprint(kill_switch: KillSwitch, gate: Gate) -> Blueprint:
    """Return the endpoint."""
    switch = Blueprint("kill-switch", __name__)

    @switch.get("/api/v1/kill-switch")
    def show() -> Response:
        return gate.refusal() or _state(kill_switch)

    @switch.post("/api/v1/kill-switch")
    def turn() -> Response:
        refusal = gate.refusal()
        if refusal:
            return refusal
        try:
            wanted = KillSwitchBody.model_validate_json(request.get_data(cache=False))
        except ValidationError as error:
            return Response(problems(error, "body") + "\n", 400, mimetype="text/plain")
        return _turn(kill_switch, wanted)

    @switch.errorhandler(TemporaryError)
    def later(error: TemporaryError) -> Response:
        return Response(f"{error}\n", 503, mimetype="text/plain")

    return switch


def _turn(kill_switch: KillSwitch, wanted: KillSwitchBody) -> Response:
    by = f"the operator's token over HTTP, from {request.remote_addr}"
    if wanted.state == "on":
        kill_switch.turn_on(wanted.reason, by)
    else:
        kill_switch.turn_off(wanted.reason, by)
    log.warning("kill switch turned", state=wanted.state, reason=wanted.reason, address=request.remote_addr)
    return _state(kill_switch)


def _state(kill_switch: KillSwitch) -> Response:
    reason = kill_switch.reason()
    return jsonify(KillSwitchState(state="on" if reason else "off", reason=reason).model_dump())
