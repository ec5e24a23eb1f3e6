"""GET and POST /login, POST /logout: begin and end a session.

Whoever has a token gives it here once, and says who they are. A right token is taken whatever its address tried before:
guesses are hopeless by the token's length (`auth.SHORTEST`), and nobody shall be kept from the kill switch by somebody else's
guesses.
"""

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from receiver.web.attempts import MOST, FailedAttempts
from receiver.web.gate import count_failure
from receiver.web.pages.door import BOUND, cookie_name, new_cookie_name
from receiver.web.sessions import LIFE_S, MOST_NAME, Sessions


def add(pages: Blueprint, sessions: Sessions, attempts: FailedAttempts) -> None:
    """Add the addresses to the pages."""

    @pages.get("/login")
    def login() -> Answer:
        if g.visitor is not None:
            return redirect(_after(), 303)
        return _form(sessions, 200)

    @pages.post("/login")
    def enter() -> Answer:
        name, token = " ".join(request.form.get("name", "").split()), request.form.get("token", "")
        if not 0 < len(name) <= MOST_NAME or not name.isprintable():
            return _form(sessions, 400, "Say who you are, in at most 64 characters.")
        role = sessions.role_of(token)
        if role is None:
            failed = count_failure(attempts, "form")
            return _form(sessions, 429 if failed > MOST else 401, "That is no valid token.")
        answer, cookie = redirect(_after(), 303), new_cookie_name()
        answer.set_cookie(
            cookie,
            sessions.begin(role, token, name),
            max_age=round(LIFE_S),
            httponly=True,
            samesite="Strict",
            secure=cookie == BOUND,
        )
        return answer

    @pages.post("/logout")
    def leave() -> Answer:
        cookie = cookie_name()
        sessions.end(request.cookies.get(cookie))
        answer = redirect(url_for("pages.login"), 303)
        answer.delete_cookie(cookie, httponly=True, samesite="Strict", secure=cookie == BOUND)
        return answer


def _form(sessions: Sessions, code: int, error: str = "") -> Response:
    shown = render_template(
        "login.html",
        error=error,
        name=request.form.get("name", ""),
        next=request.values.get("next", ""),
        configured=sessions.configured(),
    )
    return Response(shown, code)


def _after() -> str:
    """Where the visitor wanted to go, if that is a page of this site: a path, and nothing that a browser takes for a host."""
    wanted = request.values.get("next", "")
    is_path = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable() and "\\" not in wanted
    return wanted if is_path else url_for("pages.overview")
