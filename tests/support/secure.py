"""TLS on loopback: a peer that takes whatever is posted, pleases everybody and remembers who asked; a proxy that leads to it
whatever the host, as those do that open TLS; and what ends TLS in front of an application."""

import json
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from loopback.ports import HOST
from loopback.server import QuietHandler
from loopback.serving import Serving
from werkzeug.serving import make_server

from tests.support.certificates import Authority, Pair

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

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


class _Intercepting(BaseRequestHandler):
    """Answers CONNECT, and from then on passes bytes on to the peer."""

    server: "_Proxy"

    def handle(self) -> None:
        with self.request.makefile("rb", buffering=0) as head:
            self.server.asked.append(head.readline().decode().split()[1])
            while head.readline().strip():
                pass
        with socket.create_connection((HOST, self.server.to), timeout=30) as peer:
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(peer, self.request))
            back.start()
            _pass_on(self.request, peer)
            back.join()


class _Proxy(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, to: int) -> None:
        super().__init__((HOST, 0), _Intercepting)
        self.to = to
        self.asked: list[str] = []


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def intercepted(peer: SecurePeer) -> Iterator[tuple[str, list[str]]]:
    """Serve a proxy behind which every host is the peer; yields its URL, and the hosts that were asked for."""
    port = urlsplit(peer.url).port
    assert port is not None
    with Serving(proxy := _Proxy(port)):
        yield f"http://{HOST}:{proxy.server_address[1]}", proxy.asked


@contextmanager
def ending_tls(app: "WSGIApplication", own: Pair) -> Iterator[str]:
    """Serve an application over TLS that hears plain HTTP, as behind an ingress; yields the URL."""

    def plain(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return app(environ | {"wsgi.url_scheme": "http"}, start)

    server = make_server(
        HOST, 0, plain, threaded=True, request_handler=QuietHandler, ssl_context=(str(own.certificate), str(own.key))
    )
    with Serving(server):
        yield f"https://{HOST}:{server.server_port}"


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
