"""`receiver serve` as a process on loopback, with connections that say too little."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
import requests

from tests.support.installation import TOKEN
from tests.support.payloads import encoded, wire_group
from tests.support.served import BEARER, Served, serving

_HEALTHY = b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


def _until_closed(connection: socket.socket) -> bytes:
    said = b""
    while chunk := connection.recv(65_536):
        said += chunk
    return said


_SAID = {
    "nothing": b"",
    "a byte": b"G",
    "an empty line": b"\r\n",
    "two empty lines": b"\r\n\r\n",
    "half a head": b"GET /-/healthy HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "half of the next head": _HEALTHY + b"GET /-/hea",
    "half of a form without a token": b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname=",
    "half a body without a token": b"POST /api/v1/alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    "no end after the answer": b"GET /-/healthy HTTP/1.0\r\n\r\n",
    "no sense": b"no sense\r\n\r\n",
}


@pytest.mark.parametrize("says", _SAID.values(), ids=list(_SAID))
def test_half_open_connections_keep_nobody_else_waiting(served: Served, says: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(16):
            served.connect(stack, says)
        assert served.healthy_after_s() < 3.0


def test_a_connection_without_a_complete_head_is_closed_however_often_a_byte_comes(served: Served) -> None:
    with ExitStack() as stack:
        connection = served.connect(stack, b"GET /-/healthy HTTP/1.1\r\nX-Slow: ")
        connection.settimeout(0.1)
        until_s = time.monotonic() + 20
        closed = False
        while not closed and time.monotonic() < until_s:
            try:
                connection.sendall(b"x")
                closed = connection.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
        assert closed


def test_a_head_without_end_is_not_read_to_its_end(served: Served) -> None:
    with ExitStack() as stack:
        connection = served.connect(stack)
        with pytest.raises(ConnectionError):
            connection.sendall(b"x" * 64 * 2**20)


def test_a_head_that_comes_in_pieces_is_answered(served: Served) -> None:
    with ExitStack() as stack:
        connection = served.connect(stack)
        for byte in b"GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":
            connection.sendall(bytes([byte]))
        assert _until_closed(connection).endswith(b"healthy\n")


def test_an_empty_line_before_the_request_is_skipped(served: Served) -> None:
    with ExitStack() as stack:
        connection = served.connect(stack, b"\r\nGET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert _until_closed(connection).endswith(b"healthy\n")


def test_requests_sent_at_once_are_answered_in_turn(served: Served) -> None:
    last = b"GET /-/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        answer = _until_closed(served.connect(stack, _HEALTHY + _HEALTHY + last))
    assert (answer.count(b"healthy\n"), answer.endswith(b"ready\n")) == (2, True)


def test_a_kept_connection_takes_one_group_after_the_other(served: Served) -> None:
    with requests.Session() as session:
        session.headers.update(BEARER)
        answers = [session.post(served.url + "/api/v1/alerts", encoded(wire_group()), timeout=20) for _ in range(3)]
    assert [answer.text for answer in answers] == ["accepted 1\n"] * 3


def test_a_large_body_arrives_whole(served: Served) -> None:
    body = encoded(wire_group()) + b" " * 5_000_000
    answer = requests.post(served.url + "/api/v1/alerts", body, headers=BEARER, timeout=20)
    assert (answer.status_code, answer.text) == (200, "accepted 1\n")


def test_a_sender_that_stops_in_the_middle_of_a_body_frees_its_thread(served: Served) -> None:
    head = (
        f"POST /api/v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 1000000\r\n\r\n"
    )
    with ExitStack() as stack:
        cut_off = [served.connect(stack, head.encode() + b"{") for _ in range(2)]  # both threads
        assert served.healthy_after_s() < 15.0
        assert [connection.recv(12) for connection in cut_off] == [b"HTTP/1.1 503"] * 2


_UNKNOWN = [
    "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n",
    "GET / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n",
    "POST /api/v1/slack/interactions HTTP/1.1\r\nX-Slack-Request-Timestamp: {now}\r\n",
]
_LENGTHS = [
    "Content-Length: 1000",
    "content-length: 100000",
    "Transfer-Encoding: chunked",
    "Content-Length: 9\r\nExpect: 100-continue",
]


@pytest.mark.parametrize("length", _LENGTHS)
@pytest.mark.parametrize("head", _UNKNOWN)
def test_who_sends_slowly_and_has_no_credential_keeps_no_thread(served: Served, head: str, length: str) -> None:
    """Longer than a thread waits for the next byte, but not for all bytes together."""
    says = head.format(now=int(time.time())) + f"Host: x\r\n{length}\r\n\r\nx"
    with ExitStack() as stack:
        slow = [served.connect(stack, says.encode()) for _ in range(4)]
        time.sleep(0.3)
        with suppress(OSError):
            for connection in slow:
                connection.sendall(b"x")
        assert served.healthy_after_s() < 3.0


def test_a_form_that_comes_in_pieces_is_read_whole(served: Served) -> None:
    body = b"name=a&token=" + b"x" * 9000
    head = (
        f"POST /login HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    )
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with ExitStack() as stack:
        connection = served.connect(stack, (head + kind).encode())
        for start in range(0, len(body), 3000):
            connection.sendall(body[start : start + 3000])
            time.sleep(0.1)
        assert _until_closed(connection).startswith(b"HTTP/1.1 401")


def test_what_a_browser_sends_of_a_companys_other_cookies_is_borne(served: Served) -> None:
    """Under a name of the company's domain it brings those of everybody else there."""
    assert requests.get(served.url + "/login", headers={"Cookie": f"sso={'x' * 8000}"}, timeout=20).status_code == 200


def test_no_header_moves_the_path_or_the_scheme_whoever_brings_the_request(served: Served) -> None:
    """A mesh's proxy brings everybody's from loopback, which gunicorn trusts by default: an Ingress lets `/static/...` pass."""
    moved = {"SCRIPT_NAME": "/static", "X-Forwarded-Proto": "https"}
    assert requests.get(served.url + "/static/metrics", headers=moved, timeout=20).status_code == 404
    (served.folder / "secrets" / "viewer-token").write_text(TOKEN[::-1], encoding="utf-8")
    answer = requests.post(
        served.url + "/login",
        data={"token": TOKEN[::-1], "name": "alice"},
        headers={"Origin": served.url, **moved},
        timeout=20,
        allow_redirects=False,
    )
    assert answer.headers["Set-Cookie"].startswith("receiver-session=")


def test_a_head_that_is_too_large_is_refused(served: Served) -> None:
    answers = [
        requests.get(served.url + "/-/healthy", headers={"X-Large": "x" * 9000}, timeout=20).status_code,
        requests.get(served.url + "/-/healthy", headers={f"X-{n}": "x" for n in range(60)}, timeout=20).status_code,
        requests.get(served.url + "/" + "x" * 3000, timeout=20).status_code,
    ]
    assert answers == [431, 431, 414]
