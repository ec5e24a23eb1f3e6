"""Peers that never stop sending a little; every test waits a fraction of a second and is itself bounded."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from receiver.clients.deadline import TimedReader
from receiver.clients.http import Http
from receiver.clock import FrozenClock
from receiver.errors import TemporaryError

_ALLOWED_S = 0.4
_BOUND_S = 5.0
"""A loaded machine may be slow; a peer that is believed for ever would take a minute."""


@contextmanager
def _trickling(at_once: bytes, slowly: bytes) -> Iterator[str]:
    """Serve one connection: `at_once`, then a byte of `slowly` every twentieth of a second for up to a minute."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(at_once)
                for number in range(1200):
                    if over.wait(0.05):
                        return
                    try:
                        connection.sendall(slowly[number % len(slowly) :][:1])
                    except OSError:  # the client hung up, which is what the test is about
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("at_once", "slowly"),
    [
        (b"", b"HTTP/1.1 200 OK and so on"),
        (b"HTTP/1.1 200 OK\r\n", b"x-long: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"x"),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 100000\r\n\r\n", b"x"),
    ],
    ids=["status", "headers", "body", "chunks", "until-closed", "error"],
)
def test_a_peer_that_trickles_is_given_up_in_time(at_once: bytes, slowly: bytes) -> None:
    with _trickling(at_once, slowly) as url:
        began_s = time.monotonic()
        with pytest.raises(TemporaryError, match="Slack cannot be reached"):
            Http("Slack", timeout_s=_ALLOWED_S).post_json(url, {})
        took_s = time.monotonic() - began_s
    assert _ALLOWED_S * 0.9 < took_s < _BOUND_S


def test_a_slow_answer_that_is_complete_in_time_is_taken() -> None:
    with _trickling(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"done") as url:
        assert Http("Slack", timeout_s=_BOUND_S).post_json(url, {}) == b"done"


def test_a_connection_that_is_used_again_gets_its_whole_time_again() -> None:
    answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body for body in (b"1!", b"2!")]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()  # once: both requests must come over this connection
            with connection:
                for answer in answers:
                    connection.recv(65_536)
                    time.sleep(2.0)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        http = Http("Slack", timeout_s=3.5)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert [http.post_json(url, {}) for _ in answers] == [b"1!", b"2!"]
        thread.join()


def test_the_clock_that_is_handed_in_decides() -> None:
    clock = FrozenClock()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10.0)
        theirs.sendall(b"ab")
        with TimedReader(ours, clock) as reader:
            clock.advance(9.9)
            assert reader.read(1) == b"a"
            clock.advance(0.1)
            with pytest.raises(TimeoutError, match=r"no complete answer after 10\.0 s"):
                reader.read(1)


def test_the_sockets_own_time_out_is_left_as_it_was() -> None:
    clock = FrozenClock()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10.0)
        theirs.sendall(b"a")
        with TimedReader(ours, clock) as reader:
            clock.advance(9.0)
            reader.read(1)
        assert ours.gettimeout() == 10.0
