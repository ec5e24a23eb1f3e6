"""In front of every page: who is there, may they do that, and did they mean to.

Reading needs a session, or a token in an Authorization header for scripts. Changing needs a session of an operator, and a
form that this site made for it: the session's cookie is sent by this site's own pages only (SameSite=Strict), the browser
says that the form came from here (Origin, Sec-Fetch-Site), and the form carries a token that follows from the session. Any
one of them would do. https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import hmac
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from receiver.web import whole
from receiver.web.attempts import FailedAttempts
from receiver.web.auth import Scheme, named_scheme
from receiver.web.gate import count_failure
from receiver.web.sessions import Sessions, Visitor

log = structlog.get_logger()

AT_ONCE = 4
"""Pages at the same time; the other request threads are for alerts."""

BOUND = "__Host-receiver"
"""A cookie that its name binds to this host and to TLS: https://datatracker.ietf.org/doc/draft-ietf-httpbis-rfc6265bis/"""

_OPEN = frozenset({"pages.login", "pages.enter"})
_FORM_BYTES = 16_384
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # without a referrer the browser would hide the Origin of our own forms, too
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(pages: Blueprint, sessions: Sessions, attempts: FailedAttempts) -> None:
    """Put the door in front of a blueprint."""
    places = BoundedSemaphore(AT_ONCE)

    @pages.before_request
    def ask() -> Answer | None:
        whole.demand(_FORM_BYTES)
        g.place = places.acquire(blocking=False)
        if not g.place:
            return Response(
                "too many pages are being made, try again\n", 503, {"Retry-After": "1"}, mimetype="text/plain"
            )
        g.visitor = sessions.visitor(request.cookies.get(cookie_name()))
        if any("\0" in text for text in (request.path, *request.args.values(), *request.form.values())):
            abort(400, "No name and no reason holds the character NUL.")  # and no database takes it
        if request.method == "POST":
            return _may_change()
        return None if request.endpoint in _OPEN or g.visitor else _may_look(sessions, attempts)

    @pages.teardown_request
    def leave(_error: BaseException | None) -> None:
        if g.pop("place", False):
            places.release()


def harden(app: Flask) -> None:
    """Tell browsers how little any answer of this host may do, those to unknown addresses and the stylesheet included."""

    @app.after_request
    def add_headers(answer: Response) -> Response:
        for name, text in _HEADERS.items():
            answer.headers.setdefault(name, text)
        return answer


def cookie_name() -> str:
    """The cookie that counts: over a plain connection, too, the one that browsers take from this host over TLS goes first."""
    return BOUND if request.is_secure or BOUND in request.cookies else "receiver-session"


def new_cookie_name() -> str:
    """The cookie that a login sets; whatever ends TLS in front of us, the browser knows that it speaks it."""
    return BOUND if (_origin() or "").startswith("https://") else cookie_name()


def visitor() -> Visitor:
    """Return who is there; only behind the door."""
    found: Visitor = g.visitor
    return found


def came_from_here() -> bool:
    """Tell whether a form was sent by a page of this site; behind a proxy only the host is known, not the scheme."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = _origin()
    return site == "same-origin" and origin is not None and _host(origin) == request.host


def _origin() -> str | None:
    return request.headers.get("Origin") or request.headers.get("Referer")


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _may_look(sessions: Sessions, attempts: FailedAttempts) -> Answer | None:
    header = request.headers.get("Authorization")
    if header is None:
        here = request.full_path if request.query_string else request.path
        return redirect(url_for("pages.login", next=here), 303)
    scheme = named_scheme(header)
    role = sessions.role_of(header.partition(" ")[2]) if scheme == Scheme.BEARER else None
    if role is None:
        count_failure(attempts, scheme)
        refusal = "a valid viewer or operator token is needed\n"
        return Response(refusal, 401, {"WWW-Authenticate": 'Bearer realm="receiver"'}, mimetype="text/plain")
    g.visitor = Visitor("a script", role, csrf="")
    return None


def _may_change() -> Answer | None:
    if not came_from_here():
        log.warning("form from elsewhere refused", path=request.path, address=request.remote_addr)
        abort(403, "This form was not sent by a page of this site.")
    if request.endpoint in _OPEN:
        return None
    if g.visitor is None:
        return redirect(url_for("pages.login"), 303)
    given = request.form.get("csrf", "").encode()
    if not g.visitor.csrf or not hmac.compare_digest(given, g.visitor.csrf.encode()):
        abort(403, "This form belongs to another session. Load the page again.")
    if not g.visitor.operates and request.endpoint != "pages.leave":
        abort(403, "A viewer may look and change nothing. Log in with the operator's token.")
    return None
