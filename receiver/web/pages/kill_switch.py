"""GET and POST /kill-switch: see how it stands and who turned it; turn it."""

import structlog
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from receiver.store import KillSwitch
from receiver.web.pages.door import visitor

log = structlog.get_logger()

MOST_REASON = 500


def add(pages: Blueprint, kill_switch: KillSwitch) -> None:
    """Add the addresses to the pages."""

    @pages.get("/kill-switch")
    def switch() -> str:
        return render_template("kill_switch.html", error="")

    @pages.post("/kill-switch")
    def turn() -> Answer:
        state, reason = request.form.get("state"), request.form.get("reason", "").strip()
        if state not in ("on", "off") or not 0 < len(reason) <= MOST_REASON:
            wrong = "Say why, in at most 500 characters: it stands in every message and in the record."
            return Response(render_template("kill_switch.html", error=wrong), 400)
        if state == "on":
            kill_switch.turn_on(reason, visitor().name)
        else:
            kill_switch.turn_off(reason, visitor().name)
        log.warning("kill switch turned", state=state, reason=reason, by=visitor().name, address=request.remote_addr)
        return redirect(url_for("pages.switch", done=state), 303)
