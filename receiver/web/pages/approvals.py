"""GET /approvals and POST /approvals/ID: what waits for a person, and the answer."""

import structlog
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from receiver.domain.approval import Answer as Said
from receiver.store import Approvals
from receiver.store.views import Views
from receiver.web.pages.door import visitor

log = structlog.get_logger()


def add(pages: Blueprint, views: Views, asked: Approvals) -> None:
    """Add the addresses to the pages."""

    @pages.get("/approvals")
    def approvals() -> str:
        return _page(views)

    @pages.post("/approvals/<approval_id>")
    def answer(approval_id: str) -> Answer:
        try:
            said = Said(request.form.get("answer", ""))
        except ValueError:
            abort(400, "An answer is approved or declined.")
        answered = asked.answer(approval_id, said, visitor().name)
        if isinstance(answered, str):
            return Response(_page(views, f"Nothing was answered: {answered}."), 409)
        log.warning(
            "approval answered",
            id=approval_id,
            answer=said.value,
            plan=str(answered.plan),
            by=visitor().name,
            address=request.remote_addr,
        )
        return redirect(url_for("pages.approvals", done=said.value), 303)


def _page(views: Views, error: str = "") -> str:
    return render_template("approvals.html", waiting=views.waiting(), answered=views.answered(), error=error)
