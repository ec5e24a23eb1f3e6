import json
import socket
import threading

import pytest
from flask import Response
from loopback.ports import free_port
from loopback.server import LoopbackServer

from receiver.clients.http import Http
from receiver.errors import PermanentError, TemporaryError
from tests.support.loopback import Peer

SECRET = "T000-B000-secret"


@pytest.fixture
def http() -> Http:
    return Http("Slack", timeout_s=30.0, max_bytes=1000)


def test_a_document_is_posted_as_json_and_the_answer_returned(peer: Peer, http: Http) -> None:
    peer.answers(b"thanks")
    assert http.post_json(peer.url + "/hook", {"text": "1→3"}) == b"thanks"
    [asked] = peer.asked
    assert (asked.method, asked.path, asked.headers["Content-Type"]) == ("POST", "/hook", "application/json")
    assert json.loads(asked.body) == {"text": "1→3"}


def test_what_is_outside_is_reached_through_the_proxy_that_the_environment_names_and_nothing_else(
    peer: Peer, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.answers(b"thanks")
    for name in ("no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", peer.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert http.post_json("http://hooks.slack.invalid/hook", {}) == b"thanks"
    with pytest.raises(TemporaryError, match="Slack cannot be reached"):
        http.post_json(f"http://127.0.0.1:{free_port()}/hook", {})
    assert [asked.headers["Host"] for asked in peer.asked] == ["hooks.slack.invalid"]


def test_a_form_is_posted_and_the_json_answer_read(peer: Peer, http: Http) -> None:
    peer.answers('{"status": "success"}')
    assert http.post_form(peer.url, {"query": 'up{a="b&c"}'}) == {"status": "success"}
    assert peer.asked[0].form == {"query": 'up{a="b&c"}'}


def test_an_answer_that_should_be_json_and_is_not_may_be_better_later(peer: Peer, http: Http) -> None:
    peer.answers("<html>proxy error</html>")
    with pytest.raises(TemporaryError, match="Slack answered something that is not JSON: b'<html>proxy"):
        http.post_form(peer.url, {})


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_an_answer_that_may_change_is_temporary(peer: Peer, http: Http, status: int) -> None:
    peer.answers("not now", status)
    with pytest.raises(TemporaryError, match=f"Slack answered {status}: not now"):
        http.post_json(peer.url, {})


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_answer_that_a_person_can_change_is_waited_out(peer: Peer, http: Http, status: int) -> None:
    peer.answers("invalid_token", status)
    with pytest.raises(TemporaryError, match=f"Slack answered {status}: invalid_token"):
        http.post_json(peer.url, {})


@pytest.mark.parametrize("status", [400, 405, 413, 422, 501])
def test_an_answer_that_will_not_change_is_permanent(peer: Peer, http: Http, status: int) -> None:
    peer.answers("no_service", status)
    with pytest.raises(PermanentError, match=f"Slack answered {status}: no_service"):
        http.post_json(peer.url, {})


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
@pytest.mark.parametrize("with_location", [True, False])
def test_a_redirect_is_neither_followed_nor_taken_for_success(
    peer: Peer, http: Http, status: int, with_location: bool
) -> None:
    headers = {"Location": peer.url + "/elsewhere"} if with_location else {}
    peer.answers("", status, **headers)
    with pytest.raises(PermanentError, match=f"Slack answered {status}"):
        http.post_json(peer.url + "/hook", {})
    assert [asked.path for asked in peer.asked] == ["/hook"]


@pytest.mark.parametrize(
    ("header", "asked_s"),
    [
        ("30", 30.0),
        ("0", 0.0),
        ("900", 900.0),
        ("901", 900.0),
        ("9" * 400, 900.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
        ("", None),
        ("²", None),
    ],
)
def test_the_wait_that_the_peer_asks_for_is_passed_on(
    peer: Peer, http: Http, header: str, asked_s: float | None
) -> None:
    peer.answers("slow down", 429, Retry_After=header)
    with pytest.raises(TemporaryError) as caught:
        http.post_json(peer.url, {})
    assert caught.value.retry_after_s == asked_s


def test_without_such_a_header_there_is_no_wait_asked_for(peer: Peer, http: Http) -> None:
    peer.answers("", 503)
    with pytest.raises(TemporaryError) as caught:
        http.post_json(peer.url, {})
    assert caught.value.retry_after_s is None


def test_a_peer_that_says_nothing_is_given_up(peer: Peer) -> None:
    go_on = threading.Event()

    def late() -> Response:
        go_on.wait(30)
        return Response("late")

    peer.answer = late
    with pytest.raises(TemporaryError, match="Slack cannot be reached: ReadTimeout"):
        Http("Slack", timeout_s=0.3).post_json(peer.url, {})
    go_on.set()


def test_a_peer_that_is_not_there_is_temporary(http: Http) -> None:
    with pytest.raises(TemporaryError, match="Slack cannot be reached: ConnectionError"):
        http.post_json(f"http://127.0.0.1:{free_port()}/", {})


def test_a_peer_that_hangs_up_in_the_middle_is_temporary(http: Http) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def half_an_answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

        thread = threading.Thread(target=half_an_answer)
        thread.start()
        with pytest.raises(TemporaryError, match="Slack cannot be reached"):
            http.post_json(f"http://127.0.0.1:{server.getsockname()[1]}/", {})
        thread.join()


def test_an_answer_that_is_too_large_is_not_read_to_its_end(peer: Peer, http: Http) -> None:
    peer.answers(b"x" * 1001)
    with pytest.raises(PermanentError, match="Slack answered more than 1000 bytes"):
        http.post_json(peer.url, {})


def test_an_answer_of_the_largest_size_is_read(peer: Peer, http: Http) -> None:
    peer.answers(b"x" * 1000)
    assert len(http.post_json(peer.url, {})) == 1000


@pytest.mark.parametrize("scheme_and_host", ["http://127.0.0.1:1/", "no-scheme/", "http://[broken/", "gopher://x/"])
def test_no_message_contains_the_url(http: Http, scheme_and_host: str) -> None:
    with pytest.raises(TemporaryError) as caught:
        http.post_json(scheme_and_host + SECRET, {})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_no_message_about_an_answer_contains_the_url(peer: Peer, http: Http, status: int) -> None:
    peer.answers("no", status, Location="/elsewhere")
    with pytest.raises((TemporaryError, PermanentError)) as caught:
        http.post_json(f"{peer.url}/{SECRET}", {})
    assert SECRET not in str(caught.value)


def test_it_works_again_after_a_failure(http: Http) -> None:
    port = free_port()
    with pytest.raises(TemporaryError):
        http.post_json(f"http://127.0.0.1:{port}/", {})
    with LoopbackServer(lambda environ, start: (start("200 OK", []), [b"back"])[1], port=port) as server:
        assert http.post_json(server.url, {}) == b"back"
