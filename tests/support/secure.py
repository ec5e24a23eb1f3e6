"""An HTTPS peer on loopback that remembers who asked: it takes whatever is posted, and answers to please everybody."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from loopback.ports import HOST
from loopback.serving import Serving

from tests.support.certificates import Authority, Pair

_PLEASING = {
    "ok": True,  # Slack
    "channel": "C1",
    "ts": "1.1",
    "silenceID": "5e1f",  # Alertmanager
    "status": "success",  # Prometheus
    "data": {"resultType": "matrix", "result": []},
}


@dataclass
class SecurePeer:
    """Attributes:
    asked: paths, oldest first.
    shown: the name in each asker's certificate, empty for one that showed none.
    """

    url: str
    asked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__((HOST, 0), _Handler)
        self.context = context
        self.peer = SecurePeer(f"https://{HOST}:{self.server_port}")

    def get_request(self) -> tuple[ssl.SSLSocket, Any]:
        """Shake hands in the thread of the request."""
        plain, address = super().get_request()
        return self.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a handshake that fails is what a test is about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    connection: ssl.SSLSocket
    timeout = 30

    def do_POST(self) -> None:
        """Take it."""
        self.rfile.read(int(self.headers["Content-Length"]))
        subject: Any = (self.connection.getpeercert() or {}).get("subject", ((("commonName", ""),),))
        self.server.peer.asked.append(self.path)
        self.server.peer.shown.append(subject[0][0][1])
        body = json.dumps(_PLEASING).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def secure_peer(own: Pair, clients: Authority | None = None) -> Iterator[SecurePeer]:
    """Serve a peer with this certificate; with `clients` only to who shows one that they signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)
    if clients is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients.file)
    server = _Server(context)
    with Serving(server):
        yield server.peer
