"""`receiver serve` as a process on loopback, with connections that say too little."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from loopback.ports import HOST, free_port

from receiver import wsgi
from receiver.web.listener import HeadFirst
from tests.support.installation import TOKEN, install
from tests.support.payloads import encoded, wire_group

Hook = Callable[[object], None]

_START_S = 60.0
_HEALTHY = b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass(frozen=True)
class Served:
    """A receiver with two request threads."""

    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def connect(self, stack: ExitStack, says: bytes = b"") -> socket.socket:
        connection = stack.enter_context(socket.create_connection((HOST, self.port), timeout=20))
        connection.sendall(says)
        return connection

    def healthy_after_s(self) -> float:
        began_s = time.monotonic()
        answer = requests.get(self.url + "/-/healthy", timeout=20, headers={"Connection": "close"})
        assert answer.text == "healthy\n"
        return time.monotonic() - began_s


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    settings = install(folder) | {"RECEIVER_BIND": f"{HOST}:{port}", "RECEIVER_THREADS": "2"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "receiver", "serve"], env=os.environ | settings, stdout=log, stderr=log
        )
    try:
        _await_ready(process, port, folder / "log")
        yield Served(port)
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            process.kill()
            process.wait()


def _await_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until_s = time.monotonic() + _START_S
    while time.monotonic() < until_s and process.poll() is None:
        try:
            if requests.get(f"http://{HOST}:{port}/-/ready", timeout=5).ok:
                return
        except requests.RequestException:  # nobody listens yet, or nobody answers yet
            time.sleep(0.1)
    pytest.fail(f"the receiver did not start:\n{log.read_text(encoding='utf-8')}")


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
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        answers = [session.post(served.url + "/api/v1/alerts", encoded(wire_group()), timeout=20) for _ in range(3)]
    assert [answer.text for answer in answers] == ["accepted 1\n"] * 3


def test_a_large_body_arrives_whole(served: Served) -> None:
    body = encoded(wire_group()) + b" " * 5_000_000
    answer = requests.post(
        served.url + "/api/v1/alerts", body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20
    )
    assert (answer.status_code, answer.text) == (200, "accepted 1\n")


def test_a_sender_that_stops_in_the_middle_of_a_body_frees_its_thread(served: Served) -> None:
    head = f"POST /api/v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 100\r\n\r\n"
    with ExitStack() as stack:
        cut_off = [served.connect(stack, head.encode() + b"{") for _ in range(2)]  # both threads
        assert served.healthy_after_s() < 15.0
        assert [connection.recv(12) for connection in cut_off] == [b"HTTP/1.1 503"] * 2


@pytest.mark.parametrize("hook", [wsgi.on_starting, wsgi.on_reload], ids=["start", "reload"])
@pytest.mark.parametrize(("tls", "expected"), [(False, HeadFirst), (True, "its own")])
def test_gunicorns_own_worker_stays_where_a_head_cannot_be_read(hook: Hook, tls: bool, expected: object) -> None:
    server = SimpleNamespace(cfg=SimpleNamespace(is_ssl=tls), worker_class="its own")
    hook(server)
    assert server.worker_class == expected
