from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from flask import Blueprint, Flask
from structlog.testing import capture_logs

from receiver.clock import FrozenClock
from receiver.web import auth
from receiver.web.attempts import FailedAttempts
from receiver.web.pages.door import AT_ONCE, guard
from receiver.web.sessions import Role, Sessions
from tests.support.metrics import counted
from tests.support.site import OPERATOR, TOKEN, VIEWER, Site
from tests.support.stores import open_stores
from tests.support.visit import HOME, Visit

_PAGES = ["/", "/episodes/1", "/remediations/x", "/decisions/1.json", "/approvals", "/kill-switch"]
_FORMS = {"/kill-switch": {"state": "on", "reason": "x"}, "/approvals/0badcafe": {"answer": "approved"}}


@pytest.mark.parametrize("path", _PAGES)
def test_nobody_looks_without_logging_in_and_is_taken_back_after_it(stranger: Visit, path: str) -> None:
    answer = stranger.get(path)
    assert (answer.status_code, answer.location) == (303, f"/login?next={path}")


@pytest.mark.parametrize("token", [VIEWER, OPERATOR])
def test_a_script_may_look_with_a_token_in_a_header(site: Site, token: str) -> None:
    answer = site.client.get("/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert 'name="csrf"' not in answer.text


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", "Bearer wrong", "Basic eA==", f"Basic {OPERATOR}", ""])
def test_no_other_credential_opens_a_page_and_attempts_are_counted(site: Site, header: str) -> None:
    scheme = header.partition(" ")[0].lower() or "none"
    before = counted("receiver_auth_failures_total", scheme=scheme)
    assert site.client.get("/", headers={"Authorization": header}).status_code == 401
    assert counted("receiver_auth_failures_total", scheme=scheme) == before + 1


@pytest.mark.parametrize(("path", "fields"), _FORMS.items())
def test_a_form_without_a_session_changes_nothing(stranger: Visit, path: str, fields: dict[str, str]) -> None:
    assert stranger.post(path, **fields).location == "/login"
    assert stranger.site.stores.kill_switch.reason() == ""


@pytest.mark.parametrize(("path", "fields"), _FORMS.items())
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost.evil.example", "http://[::1", None]
)
def test_a_form_from_elsewhere_changes_nothing_even_with_the_right_token(
    operator: Visit, path: str, fields: dict[str, str], origin: str | None
) -> None:
    with capture_logs() as logs:
        answer = operator.post(path, origin, csrf=operator.csrf(), **fields)
    assert (answer.status_code, operator.site.stores.kill_switch.reason()) == (403, "")
    assert [line["event"] for line in logs] == ["form from elsewhere refused"]


def test_what_the_browser_says_is_of_another_site_is_refused(operator: Visit) -> None:
    headers = {"Origin": HOME, "Sec-Fetch-Site": "cross-site"}
    data = {"csrf": operator.csrf(), "state": "on", "reason": "x"}
    assert operator.site.client.post("/kill-switch", data=data, headers=headers).status_code == 403


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
def test_a_form_without_the_sessions_own_token_changes_nothing(operator: Visit, csrf: str) -> None:
    answer = operator.post("/kill-switch", csrf=csrf, state="on", reason="x")
    assert (answer.status_code, operator.site.stores.kill_switch.reason()) == (403, "")


def test_the_token_of_another_session_is_not_this_ones(operator: Visit) -> None:
    foreign = operator.csrf()
    again = Visit(operator.site).log_in()
    assert again.post("/kill-switch", csrf=foreign, state="on", reason="x").status_code == 403


@pytest.mark.parametrize(("path", "fields"), _FORMS.items())
def test_a_viewer_changes_nothing_and_is_shown_no_form(viewer: Visit, path: str, fields: dict[str, str]) -> None:
    assert "Log in with the operator" in viewer.get("/kill-switch").text
    answer = viewer.post(path, csrf=viewer.csrf(), **fields)
    assert answer.status_code == 403
    assert "A viewer may look and change nothing" in answer.text
    assert viewer.site.stores.kill_switch.reason() == ""


def test_a_tokens_header_sends_no_form(site: Site) -> None:
    headers = {"Authorization": f"Bearer {OPERATOR}", "Origin": HOME}
    assert site.client.post("/kill-switch", data=_FORMS["/kill-switch"], headers=headers).location == "/login"


@pytest.mark.parametrize("path", ["/", "/login", "/nothing/here", "/episodes/77", "/static/pages.css"])
def test_a_page_may_load_nothing_from_elsewhere_be_framed_by_nobody_and_is_not_kept(operator: Visit, path: str) -> None:
    answer = operator.get(path)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert "script-src" not in policy
    assert answer.headers["Cache-Control"] == ("no-cache" if path.startswith("/static") else "no-store")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in answer.text
    assert " style=" not in answer.text


@pytest.mark.parametrize("path", ["/?words=%00", "/?forecast=a%00", "/remediations/%00", "/scorecard/a%00b"])
def test_a_character_that_no_database_takes_is_refused(operator: Visit, path: str) -> None:
    assert operator.get(path).status_code == 400
    assert operator.post("/kill-switch", csrf=operator.csrf(), state="on", reason="a\0b").status_code == 400
    assert operator.site.stores.kill_switch.reason() == ""


def test_a_form_that_is_too_large_is_not_read(operator: Visit) -> None:
    assert operator.post("/kill-switch", csrf=operator.csrf(), state="on", reason="x" * 20_000).status_code == 413


def test_only_so_many_pages_are_made_at_once_and_the_places_come_free_again(tmp_path: Path) -> None:
    (tmp_path / "viewer-token").write_text(VIEWER)
    clock = FrozenClock()
    full, go, codes = Barrier(AT_ONCE + 1, timeout=20), Event(), list[int]()
    pages = Blueprint("pages", __name__)
    stores = open_stores(tmp_path / "receiver.db", clock)
    sessions = Sessions({Role.VIEWER: auth.viewer(tmp_path)}, stores.ended_sessions, clock)
    guard(pages, sessions, FailedAttempts(clock))

    @pages.get("/slow")
    def slow() -> str:
        full.wait()
        go.wait(20)
        return "at last"

    app = Flask(__name__)
    app.register_blueprint(pages)

    def look() -> None:
        answer = app.test_client().get("/slow", headers={"Authorization": f"Bearer {VIEWER}"})
        codes.append(answer.status_code)

    visitors = [Thread(target=look) for _ in range(AT_ONCE)]
    for one in visitors:
        one.start()
    full.wait()
    look()
    go.set()
    for one in visitors:
        one.join()
    assert codes == [503] + [200] * AT_ONCE
    full = Barrier(1)
    look()
    assert codes[-1] == 200
    stores.database.close()
