"""gunicorn's threaded worker, except that neither a thread nor the main loop waits for a peer that says too little.

Eight half-open connections are enough to stop gunicorn's own: each takes one of the eight threads, which then waits without end
for the rest of the headers (https://en.wikipedia.org/wiki/Slowloris_(computer_security)). Here the main loop shakes hands (TLS)
and gathers heads, for new and for kept-alive connections, and small bodies with them (`whole`), and a thread gets a connection
when all of that is there. The main loop also waits for peers to hang up after an answer, which gunicorn does one by one, two
seconds each. All waits end after a few seconds.

Told to end (SIGTERM), it takes in what already waits to be taken in, lets nobody else connect, and answers what still comes;
the application says 503 then (`STOPPING`), so that Alertmanager goes elsewhere.

Not bounded here: how long a sender with a valid token takes for a body of which a little arrives again and again; and more
connections at once than `worker_connections`.
"""

import selectors
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from gunicorn import http  # type: ignore[import-untyped]
from gunicorn.sock import ssl_wrap_socket  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from receiver.clock import SystemClock
from receiver.web import whole

STOPPING = threading.Event()
"""Set for good once the process was told to end."""

_PATIENCE_S = 5.0
"""For a handshake, a complete head, and hanging up; one for all, because gunicorn looks for the overdue in order of arrival."""
_HEAD_BYTES = 65_536
_WAIT_S = 10.0
"""For the next bytes of a body, and for the peer to take the next bytes of an answer."""
_LEFT_OVER_S = 0.1
"""For the rest of a body that nobody wanted to read, most of all of those without a valid token."""
_END = b"\r\n\r\n"


class HeadFirst(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """For HTTP/1.1, plain or with TLS, which is what `receiver serve` speaks."""

    def handle_exit(self, sig: Any, frame: Any) -> None:
        """Begin to end (SIGTERM)."""
        STOPPING.set()
        super().handle_exit(sig, frame)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections in or not; at the end first those that wait, and then nobody can connect any more."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            before = -1
            while before < self.nr_conns < self.worker_connections:
                before = self.nr_conns
                self.accept(listener)
            listener.close()

    def enqueue_req(self, conn: Any) -> None:
        """Wait for the head; called for every new connection and for every further request on a kept one."""
        if conn.cfg.is_ssl and not isinstance(conn.sock, ssl.SSLSocket):
            self._meet(conn)
        else:
            self._listen(conn)

    def _meet(self, conn: Any) -> None:
        """Certificates are read anew for every connection, so that rotated ones count from the next."""
        try:
            conn.sock = ssl_wrap_socket(conn.sock, conn.cfg)
        except (OSError, ValueError) as error:
            self.log.error("no TLS: %s", error)
            self._drop(conn)
            return
        self._wait(conn, self._shake)

    def _shake(self, conn: Any, _client: Any) -> None:
        try:
            conn.sock.do_handshake()
        except ssl.SSLWantReadError:
            return
        except ssl.SSLWantWriteError:
            key = self.poller.get_key(conn.sock)
            self.poller.modify(conn.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, key.data)
            return
        except (OSError, ValueError) as error:  # no certificate, another CA's, no TLS at all, or it has hung up
            self.log.debug("no handshake: %s", error)
            self._forget(conn)
            self._drop(conn)
            return
        self._forget(conn)
        self._listen(conn)

    def _listen(self, conn: Any) -> None:
        conn.head = bytearray(conn.parser.unreader.take_buffered() if conn.parser else b"")
        if _complete(conn.head):
            self._to_a_thread(conn)
        else:
            self._wait(conn, self._gather)
            if isinstance(conn.sock, ssl.SSLSocket):  # what came with the handshake makes no socket readable
                self._gather(conn, conn.sock)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Keep the connection, or say that we are through and let the peer hang up."""
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            self._wait(conn, self._discard)
        except (OSError, ValueError):  # it has hung up, or an error closed it
            self._drop(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer, but do not wait for ever for a peer that is gone."""
        conn.sock.settimeout(_WAIT_S)
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        return bool(keepalive) and bool(conn.parser.finish_body(deadline=SystemClock().monotonic() + _LEFT_OVER_S))

    def _wait(self, conn: Any, take: Callable[[Any, Any], None]) -> None:
        conn.sock.setblocking(False)
        conn.timeout = SystemClock().monotonic() + _PATIENCE_S  # gunicorn closes it then
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(take, conn))
        self.pending_conns.append(conn)

    def _gather(self, conn: Any, client: Any) -> None:
        arrived = _arrived(client)
        if arrived is None:
            return
        conn.head += arrived
        if _complete(conn.head):
            self._forget(conn)
            self._to_a_thread(conn)
        elif not arrived or len(conn.head) > _HEAD_BYTES + _body_bytes(conn.head):
            self._forget(conn)
            self._drop(conn)

    def _discard(self, conn: Any, client: Any) -> None:
        if _arrived(client) == b"":
            self._forget(conn)
            self._drop(conn)

    def _forget(self, conn: Any) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def _drop(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def _to_a_thread(self, conn: Any) -> None:
        conn.initialized = True  # gunicorn's own way would shake hands again, in the thread
        conn.sock.setblocking(True)
        conn.parser = conn.parser or http.get_parser(conn.cfg, conn.sock, conn.client)
        conn.parser.unreader.unread(bytes(conn.head))
        super().enqueue_req(conn)


def _arrived(client: Any) -> bytes | None:
    """What has arrived: None for nothing yet, nothing at all for a peer that has hung up."""
    try:
        arrived = bytes(client.recv(_HEAD_BYTES))
        while isinstance(client, ssl.SSLSocket) and client.pending():
            arrived += client.recv(client.pending())
        return arrived
    except (BlockingIOError, ssl.SSLWantReadError):
        return None
    except OSError:
        return b""


def _complete(head: bytearray) -> bool:
    """Whether the head is there, and a small body after it."""
    end = _end(head)
    return end >= 0 and len(head) >= end + _body_bytes(head)


def _body_bytes(head: bytearray) -> int:
    end = _end(head)
    return whole.length(bytes(head[:end])) if end >= 0 else 0


def _end(head: bytearray) -> int:
    """gunicorn skips one empty line before the request: https://www.rfc-editor.org/rfc/rfc9112#section-2.2-6."""
    found = head.find(_END, 2 if head.startswith(b"\r\n") else 0)
    return found + len(_END) if found >= 0 else -1
