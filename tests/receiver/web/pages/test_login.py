import pytest
from structlog.testing import capture_logs

from receiver.web.attempts import MOST
from receiver.web.sessions import LIFE_S
from tests.support.site import OPERATOR, TOKEN, Site
from tests.support.visit import Visit


def test_a_session_lasts_a_working_day(stranger: Visit) -> None:
    stranger.log_in()
    assert stranger.get("/").status_code == 200
    stranger.site.clock.advance(LIFE_S)
    assert stranger.get("/").status_code == 303


def test_the_cookie_is_for_this_site_and_no_script(stranger: Visit) -> None:
    answer = stranger.post("/login", name="alice", token=OPERATOR)
    parts = set(answer.headers["Set-Cookie"].split("; "))
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= parts
    assert "Secure" not in parts
    assert answer.headers["Set-Cookie"].startswith("receiver-session=")


def test_over_tls_the_cookie_travels_over_tls_only_and_binds_to_the_host(site: Site) -> None:
    answer = site.client.post(
        "/login",
        data={"name": "alice", "token": OPERATOR},
        headers={"Origin": "https://localhost"},
        base_url="https://localhost",
    )
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")
    assert answer.headers["Set-Cookie"].startswith("__Host-receiver=")


def test_behind_what_ends_tls_the_cookie_is_bound_to_tls_and_the_host_as_well(stranger: Visit) -> None:
    """The connection is a plain one then; the browser says in the form's Origin how it came."""
    answer = stranger.post("/login", "https://localhost", name="alice", token=OPERATOR)
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")
    assert answer.headers["Set-Cookie"].startswith("__Host-receiver=")
    assert stranger.get("/").status_code == 200
    left = stranger.post("/logout", "https://localhost", csrf=stranger.csrf())
    assert left.headers["Set-Cookie"].startswith("__Host-receiver=;")
    assert "Secure" in left.headers["Set-Cookie"].split("; "), "or no browser would take it"
    assert stranger.get("/").status_code == 303


def test_over_tls_no_other_cookie_begins_a_session(operator: Visit) -> None:
    """A neighbour's host could have set it; one that binds to the host wins over it everywhere."""
    assert operator.site.client.get("/", base_url="https://localhost").status_code == 303
    operator.site.client.set_cookie("__Host-receiver", "of nobody")
    assert operator.get("/").status_code == 303


def test_logged_out_the_cookie_is_gone(operator: Visit) -> None:
    assert operator.post("/logout", csrf=operator.csrf()).location == "/login"
    assert operator.get("/").status_code == 303


def test_a_copy_of_the_cookie_is_worth_nothing_once_its_owner_has_logged_out(operator: Visit) -> None:
    copy = operator.site.client.get_cookie("receiver-session")
    assert copy is not None
    form = operator.csrf()
    operator.post("/logout", csrf=form)
    operator.site.client.set_cookie("receiver-session", copy.value)
    assert operator.get("/").status_code == 303
    assert operator.post("/kill-switch", csrf=form, state="on", reason="stolen").location == "/login"
    assert operator.site.stores.kill_switch.reason() == ""


def test_one_session_ends_alone(operator: Visit) -> None:
    copy = operator.site.client.get_cookie("receiver-session")
    assert copy is not None
    other = operator.log_in(name="bob")
    other.post("/logout", csrf=other.csrf())
    operator.site.client.set_cookie("receiver-session", copy.value)
    assert operator.get("/").status_code == 200


def test_a_viewer_may_log_out_too(viewer: Visit) -> None:
    assert viewer.post("/logout", csrf=viewer.csrf()).location == "/login"


@pytest.mark.parametrize("token", [TOKEN, "wrong", "", OPERATOR + "x"])
def test_no_other_token_begins_a_session(stranger: Visit, token: str) -> None:
    answer = stranger.post("/login", name="alice", token=token)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (401, False)
    assert "That is no valid token." in answer.text
    assert stranger.get("/").status_code == 303


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\x00b"])
def test_whoever_does_not_say_who_they_are_stays_outside(stranger: Visit, name: str) -> None:
    assert stranger.post("/login", name=name, token=OPERATOR).status_code == 400


def test_failed_attempts_are_limited_and_a_right_token_is_taken_all_the_same(stranger: Visit) -> None:
    with capture_logs() as logs:
        codes = [stranger.post("/login", name="eve", token="wrong").status_code for _ in range(MOST + 2)]
    assert codes == [401] * MOST + [429, 429]
    assert len(logs) == MOST
    assert "wrong" not in str(logs)
    stranger.log_in()


def test_a_login_from_elsewhere_begins_nothing(stranger: Visit) -> None:
    answer = stranger.post("/login", "http://evil.example", name="alice", token=OPERATOR)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize(
    ("wanted", "gets"),
    [
        ("/episodes/1?decision=2", "/episodes/1?decision=2"),
        ("", "/"),
        ("http://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\n/evil.example", "/"),
    ],
)
def test_after_it_one_is_where_one_wanted_to_be_on_this_site(stranger: Visit, wanted: str, gets: str) -> None:
    assert stranger.post("/login", name="alice", token=OPERATOR, next=wanted).location == gets


def test_whoever_is_logged_in_already_is_let_through(operator: Visit) -> None:
    assert operator.get("/login?next=/approvals").location == "/approvals"


def test_without_any_token_the_page_says_that_nobody_may_look(stranger: Visit) -> None:
    assert "so nobody may look" not in stranger.get("/login").text
    for name in ("operator-token", "viewer-token"):
        (stranger.site.secrets / name).unlink()
    assert "so nobody may look" in stranger.get("/login").text
    assert stranger.post("/login", name="alice", token="").status_code == 401
