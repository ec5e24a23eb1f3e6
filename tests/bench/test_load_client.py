"""The load generator against a server of its own: it counts what came back, and sends again only when it must."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from bench.load_client import RUN, Connection, Load, body, connect
from receiver.web import payload

HEAD = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n"


@dataclass
class Server:
    """Answers every request on every connection.

    Attributes:
        codes: in turn; the last one for ever.
        hangs_up_after: requests on a connection after which it is closed between two requests; 0 = never.
        slow_s: before each answer.
    """

    codes: list[str] = field(default_factory=lambda: ["200 OK"])
    hangs_up_after: int = 0
    slow_s: float = 0.0
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        arrived, done = b"", 0
        with sock:
            while data := sock.recv(65536):
                arrived += data
                head, found, rest = arrived.partition(b"\r\n\r\n")
                if not found or len(rest) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
                    continue
                self.bodies.append(rest)
                arrived, done = b"", done + 1
                threading.Event().wait(self.slow_s)
                code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
                for piece in (b"HTTP/1.1 %s\r\nContent-" % code.encode(), b"Length: 2\r\n\r\n", b"ok"):
                    sock.sendall(piece)
                if done == self.hangs_up_after:
                    return


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.port = listener.getsockname()[1]
        thread = threading.Thread(target=made.serve, args=(listener,), daemon=True)
        thread.start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def _load(server: Server, clients: int = 2, *, new: bool = True, rate: float = 0.0, alerts: int = 2) -> Load:
    content = body(alerts)
    connections = [Connection(connect(server.port), run=number) for number in range(clients)]
    return Load(connections, HEAD % len(content) + content, new=new, rate_per_s=rate)


def _gone(load: Load, seconds: float) -> Load:
    load.go(seconds)
    for connection in load.connections:
        connection.sock.close()
    return load


def _gone_until(server: Server, enough: Callable[[Load], bool], clients: int = 2, *, new: bool = True) -> Load:
    """The first load of which enough came back; each is given more time than the one before, as a busy machine needs it."""
    codes = list(server.codes)
    for seconds in (0.1, 0.4, 1.6, 6.4, 25.6):
        server.bodies.clear()
        server.codes = list(codes)
        load = _gone(_load(server, clients, new=new), seconds)
        if enough(load):
            return load
    raise AssertionError("too little came back in half a minute")


def _answered(number: int) -> Callable[[Load], bool]:
    return lambda load: len(load.took_s) >= number


def _fingerprints(server: Server) -> list[str]:
    return [alert["fingerprint"] for one in server.bodies for alert in json.loads(one)["alerts"]]


def test_a_body_is_what_the_receiver_takes_from_alertmanager() -> None:
    group = payload.parse(body(3))
    assert len(group.alerts) == 3
    assert len({alert["fingerprint"] for alert in json.loads(body(3))["alerts"]}) == 3
    assert body(3).count(RUN) == 6


def test_every_answer_is_counted_by_its_code_and_timed(server: Server) -> None:
    server.codes = ["200 OK", "503 Busy", "200 OK"]
    load = _gone_until(server, _answered(4))
    assert load.codes["503"] == 1
    assert sum(load.codes.values()) == len(load.took_s) == len(server.bodies)
    assert min(load.took_s) > 0.0


def test_new_alerts_were_never_sent_before(server: Server) -> None:
    load = _gone_until(server, _answered(5))
    found = _fingerprints(server)
    assert len(set(found)) == len(found) == 2 * len(load.took_s)
    assert not any(RUN.decode() in one for one in found)


def test_repeated_groups_are_one_per_connection(server: Server) -> None:
    _gone_until(server, _answered(5), clients=2, new=False)
    assert len(set(_fingerprints(server))) == 2 * 2


def test_a_connection_that_ended_between_two_requests_is_made_again_and_nothing_is_lost(server: Server) -> None:
    server.hangs_up_after = 3
    load = _gone_until(server, lambda load: load.reconnected >= 3, clients=1)
    assert len(load.took_s) in range(3 * load.reconnected, 3 * load.reconnected + 4)
    assert load.codes == {"200": len(server.bodies)}
    assert len(set(_fingerprints(server))) == 2 * len(server.bodies)


def test_a_steady_rate_is_kept_and_waiting_for_a_connection_counts(server: Server) -> None:
    server.slow_s = 0.05
    load = _gone(_load(server, clients=1, rate=40.0), 0.5)
    assert len(load.took_s) <= 11, "twenty were due, of which a connection can carry ten"
    assert load.took_s[-1] > 3 * server.slow_s, "the last ones were due long before they could be sent"


def test_no_more_is_sent_than_the_rate_says(server: Server) -> None:
    load = _gone(_load(server, clients=4, rate=20.0), 0.5)
    assert 1 <= len(load.took_s) <= 11
