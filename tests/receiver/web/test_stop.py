"""`receiver serve` told to end (SIGTERM) while alerts keep coming: 200 is stored, and the rest is told to go elsewhere."""

import socket
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path

import requests
from loopback.ports import HOST

from tests.support.payloads import encoded, wire_alert, wire_group
from tests.support.served import BEARER, Served, request_head, rows, serving

_BODY = encoded(wire_group())


def _stored(folder: Path) -> set[object]:
    return {fingerprint for (fingerprint,) in rows(folder, "SELECT fingerprint FROM episodes")}


def _status(connection: socket.socket) -> int:
    """Read one answer to its end; a piece of it may come later than the rest."""
    answer = HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer.status


def _told_to_continue(connection: socket.socket) -> bool:
    return b" 100 " in connection.recv(65_536)


@dataclass
class _Sender:
    """Posts one alert after the other on a kept-alive connection until it is told otherwise."""

    served: Served
    name: int
    accepted: list[str] = field(default_factory=list)
    ends: list[object] = field(default_factory=list)
    halfway: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with requests.Session() as session:
            session.headers.update(BEARER)
            for number in range(100_000):
                fingerprint = f"{self.name:x}{number:08x}"
                if not self._post(session, fingerprint):
                    return
                if number == 20:
                    self.halfway.set()

    def _post(self, session: requests.Session, fingerprint: str) -> bool:
        body = encoded(wire_group(wire_alert(fingerprint=fingerprint)))
        try:
            answer = session.post(self.served.url + "/api/v1/alerts", body, timeout=30)
        except requests.ConnectionError as error:
            self.ends.append(str(error))
            return False
        if answer.status_code == 200:
            self.accepted.append(fingerprint)
            return True
        self.ends.append(answer.status_code)
        return False


def test_every_alert_that_was_accepted_while_it_stopped_is_stored_and_nobody_is_cut_off(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        senders = [_Sender(served, name) for name in range(1, 5)]
        threads = [threading.Thread(target=sender.run) for sender in senders]
        for thread in threads:
            thread.start()
        assert all(sender.halfway.wait(60) for sender in senders)
        served.terminate()
        for thread in threads:
            thread.join(60)
        assert served.process.wait(40) == 0
    accepted = {one for sender in senders for one in sender.accepted}
    assert accepted <= _stored(tmp_path)
    assert all(end == 503 or "Connection refused" in str(end) for sender in senders for end in sender.ends)


def test_a_request_under_way_is_finished_and_a_kept_connection_is_told_to_go_elsewhere(tmp_path: Path) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(serving(tmp_path))
        kept = served.connect(stack, request_head(len(_BODY)) + _BODY)
        assert _status(kept) == 200
        under_way = served.connect(stack, request_head(len(_BODY), Expect="100-continue"))
        assert _told_to_continue(under_way)
        under_way.sendall(_BODY[:20])
        _await_read(served, under_way)  # a thread waits for the rest of the body
        served.terminate()
        _await_nobody_can_connect(served)
        kept.sendall(request_head(len(_BODY)) + _BODY)
        under_way.sendall(_BODY[20:])
        assert (_status(kept), _status(under_way)) == (503, 200)
        assert served.process.wait(40) == 0
        assert '"event": "stopped"' in served.log


def _await_read(served: Served, client: socket.socket) -> None:
    """Wait until nothing lies unread on the server's side of a connection (see proc(5), /proc/net/tcp)."""
    ends = [f":{port:04X}" for port in (served.port, client.getsockname()[1])]
    pause = threading.Event()
    for _ in range(400):
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        [unread] = [row[4].partition(":")[2] for row in rows if [row[1][-5:], row[2][-5:]] == ends]
        if int(unread, 16) == 0:
            return
        pause.wait(0.05)
    raise AssertionError("nobody reads the body")


def _await_nobody_can_connect(served: Served) -> None:
    pause = threading.Event()
    for _ in range(400):
        try:
            socket.create_connection((HOST, served.port), timeout=20).close()
        except ConnectionRefusedError:
            return
        pause.wait(0.05)
    raise AssertionError("it still lets people connect")
