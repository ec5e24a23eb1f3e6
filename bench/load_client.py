"""Sends webhook bodies as fast as they are answered, or at a steady rate, and says how long each took.

Usage: python bench/load_client.py PORT CLIENTS ALERTS SECONDS (new|repeat) REQUESTS_PER_S      prints one line of JSON

One thread, one poller, kept-alive connections, bodies made by replacing sixteen bytes: so cheap that the server gets nearly all
of the machine; `client_share` is the processor time it took itself, per second. `new`: every alert of every request has a
fingerprint never sent before; `repeat`: every connection sends the same group again and again. At a steady rate the time counts
from the moment a request was due, not from when a connection was free for it.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

RUN = b"0123456789abcdef"
PIECE = 262_144
RUNS_OF_ONE_CLIENT = 10_000_000


def body(alerts: int) -> bytes:
    """A group as Alertmanager sends it, some 930 bytes per alert; `RUN` stands where its number goes."""
    return json.dumps(
        {
            "version": "4",
            "groupKey": '{}/{forecast=~".+"}:{alertname="ForecastContainerMemoryLimit"}',
            "truncatedAlerts": 0,
            "status": "firing",
            "receiver": "predictive",
            "groupLabels": {"alertname": "ForecastContainerMemoryLimit"},
            "commonLabels": {"forecast": "container-memory-limit", "severity": "critical"},
            "commonAnnotations": {},
            "externalURL": "http://alertmanager:9093",
            "alerts": [alert(number) for number in range(alerts)],
        }
    ).encode()


def alert(number: int) -> dict[str, object]:
    """One alert of the shipped catalog's kind."""
    return {
        "status": "firing",
        "labels": {
            "alertname": "ForecastContainerMemoryLimit",
            "forecast": "container-memory-limit",
            "severity": "critical",
            "team": "platform",
            "namespace": f"shop-{number % 7}",
            "pod": f"web-{RUN.decode()}-{number:04d}",
            "container": "app",
        },
        "annotations": {
            "summary": "Container memory reaches its limit",
            "description": f"At its present pace shop-{number % 7}/web reaches its limit in 31 minutes; both windows agree.",
            "runbook_url": "https://runbooks.example.com/container-memory-limit",
            "dashboard_url": f"https://grafana.example.com/d/container-memory-limit?var-pod=web-{number:04d}",
            "window": "15m",
            "horizon": "45m",
            "catalog_hash": "9f86d081884c7d65",
        },
        "startsAt": "2026-03-01T10:00:00.5Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus:9090/graph?g0.expr=ALERTS&g0.tab=1",
        "fingerprint": f"{RUN.decode()}{number:04x}",
    }


@dataclass
class Connection:
    """One kept-alive connection and the request on it."""

    sock: socket.socket
    run: int
    since_s: float = 0.0
    to_send: memoryview = field(default_factory=lambda: memoryview(b""))
    answer: bytes = b""


@dataclass
class Load:
    """Sends on all connections and remembers what came back."""

    connections: list[Connection]
    request: bytes
    new: bool
    rate_per_s: float
    took_s: list[float] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    runs: int = 0
    reconnected: int = 0

    def go(self, seconds: float) -> float:
        """Send for so long and return how long it took until the last answer."""
        self._poller = selectors.EpollSelector()
        self._port = self.connections[0].sock.getpeername()[1]  # one that has ended cannot tell any more
        for connection in self.connections:
            self._poller.register(connection.sock, selectors.EVENT_READ, connection)
        self._idle = list(self.connections)
        self._began_s = time.perf_counter()
        self._due = 0
        end_s = self._began_s + seconds
        while (now_s := time.perf_counter()) < end_s or len(self._idle) < len(self.connections):
            if now_s < end_s:
                self._send_due(now_s)
            for key, events in self._poller.select(0.001 if self.rate_per_s else 0.1):
                if events & selectors.EVENT_WRITE:
                    self._push(key.data)
                else:
                    self._take(key.data)
        return time.perf_counter() - self._began_s

    def _send_due(self, now_s: float) -> None:
        while self._idle:
            since_s = now_s
            if self.rate_per_s:
                since_s = self._began_s + self._due / self.rate_per_s
                if since_s > now_s:
                    return
            self._due += 1
            connection = self._idle.pop(0)
            connection.since_s = since_s
            if self.new:
                self.runs += 1
                connection.run = RUNS_OF_ONE_CLIENT * int(self._began_s * 1000) + self.runs
            connection.to_send = memoryview(self.request.replace(RUN, b"%016x" % connection.run))
            self._push(connection)

    def _push(self, connection: Connection) -> None:
        waits = bool(connection.to_send)
        try:
            while connection.to_send:
                connection.to_send = connection.to_send[connection.sock.send(connection.to_send[:PIECE]) :]
        except BlockingIOError:
            self._poller.modify(connection.sock, selectors.EVENT_WRITE, connection)
            return
        except ConnectionError:
            self._again(connection)
            return
        if waits:
            self._poller.modify(connection.sock, selectors.EVENT_READ, connection)

    def _take(self, connection: Connection) -> None:
        try:
            arrived = connection.sock.recv(PIECE)
        except ConnectionError:  # it ended while the request was under way
            arrived = b""
        if not arrived:
            self._again(connection)
            return
        connection.answer += arrived
        head, found, rest = connection.answer.partition(b"\r\n\r\n")
        if not found or len(rest) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
            return
        self.took_s.append(time.perf_counter() - connection.since_s)
        code = head[9:12].decode()
        self.codes[code] = self.codes.get(code, 0) + 1
        connection.answer = b""
        self._idle.append(connection)

    def _again(self, connection: Connection) -> None:
        """A kept-alive connection may end just when it is used again; every HTTP client sends the request once more."""
        if connection.answer:
            raise SystemExit("the server hung up in the middle of an answer")
        self.reconnected += 1
        self._poller.unregister(connection.sock)
        connection.sock.close()
        connection.sock = connect(self._port)
        self._poller.register(connection.sock, selectors.EVENT_READ, connection)
        connection.to_send = memoryview(self.request.replace(RUN, b"%016x" % connection.run))
        self._push(connection)


def connect(port: int) -> socket.socket:
    """A new connection to the server."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setblocking(False)
    return sock


def main() -> None:
    """Run once and print the result."""
    port, clients, alerts, seconds = (int(text) for text in sys.argv[1:5])
    rate = float(sys.argv[6])
    content = body(alerts)
    head = (
        "POST /api/v1/alerts HTTP/1.1\r\nHost: receiver\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {sys.stdin.readline().strip()}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    connections = [Connection(connect(port), run=number) for number in range(clients)]
    load = Load(connections, head.encode() + content, new=sys.argv[5] == "new", rate_per_s=rate)
    took_s = load.go(seconds)
    times = sorted(load.took_s)
    print(
        json.dumps(
            {
                "requests_per_s": len(times) / took_s,
                "p50_ms": 1000 * times[len(times) // 2],
                "p99_ms": 1000 * times[len(times) * 99 // 100],
                "codes": load.codes,
                "reconnected": load.reconnected,
                "client_share": time.process_time() / took_s,
            }
        )
    )


if __name__ == "__main__":
    main()
