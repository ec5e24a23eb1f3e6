"""All pages together, with what every one of them shows: who is there, and how the kill switch stands."""

from functools import partial
from typing import Any

from flask import Blueprint, Flask, g, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from receiver.clock import Clock
from receiver.domain.words import duration
from receiver.errors import TemporaryError
from receiver.policy.model import Policy
from receiver.store import Stores
from receiver.web.attempts import FailedAttempts
from receiver.web.pages import approvals, door, episode, kill_switch, login, overview, scorecard, words
from receiver.web.sessions import Sessions

_SAID = {
    "on": "All acting is off.",
    "off": "Acting is allowed again.",
    "approved": "Approved. Every guard is asked once more, then it is done.",
    "declined": "Declined. Nothing is done.",
}
"""What a page says after a form was taken; nothing that an address holds is shown."""


def blueprint(stores: Stores, policy: Policy, sessions: Sessions, attempts: FailedAttempts, clock: Clock) -> Blueprint:
    """Return the pages."""
    pages = Blueprint("pages", __name__)
    door.guard(pages, sessions, attempts)
    login.add(pages, sessions, attempts)
    overview.add(pages, stores.views)
    episode.add(pages, stores)
    approvals.add(pages, stores.views, stores.approvals)
    scorecard.add(pages, stores, policy, clock)
    kill_switch.add(pages, stores.kill_switch)

    @pages.context_processor
    def everywhere() -> dict[str, Any]:
        now_s = clock.now()
        return {
            "now_s": now_s,
            "visitor": g.get("visitor"),
            "words": words,
            "duration": duration,
            "summary": partial(words.summary, policy),
            "where": partial(words.where, policy),
            "kill_switch": stores.views.kill_switch,
            "raw": episode.as_json,
            "said": _SAID.get(request.args.get("done", ""), ""),
        }

    @pages.errorhandler(TemporaryError)
    def later(error: TemporaryError) -> tuple[str, int, dict[str, str]]:
        return _problem("The store does not answer", str(error)), 503, {"Retry-After": "5"}

    @pages.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        return _problem(error.name, error.description or ""), error.code or 500

    return pages


def prepare(app: Flask) -> None:
    """Answers are hardened; templates name nothing that is not there, and leave no empty lines where their statements stood."""
    door.harden(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _problem(title: str, text: str) -> str:
    return render_template("problem.html", title=title, text=text)
