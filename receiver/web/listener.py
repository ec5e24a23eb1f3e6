"""gunicorn's threaded worker, except that neither a thread nor the main loop waits for a peer that says too little.

Eight half-open connections are enough to stop gunicorn's own: each takes one of the eight threads, which then waits without end
for the rest of the headers (https://en.wikipedia.org/wiki/Slowloris_(computer_security)). Here the main loop gathers heads, for
new and for kept-alive connections, and a thread gets a connection when the head is complete. The main loop also waits for peers
to hang up after an answer, which gunicorn does one by one, two seconds each. Both waits end after a few seconds.

Not bounded here: how long a sender with a valid token takes for a body of which a little arrives again and again; and more
connections at once than `worker_connections`.
"""

import selectors
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from receiver.clock import SystemClock

_PATIENCE_S = 5.0
"""For a complete head, and for hanging up; one for both, because gunicorn looks for the overdue in order of arrival."""
_HEAD_BYTES = 65_536
_WAIT_S = 10.0
"""For the next bytes of a body, and for the peer to take the next bytes of an answer."""
_LEFT_OVER_S = 0.1
"""For the rest of a body that nobody wanted to read, most of all of those without a valid token."""
_END = b"\r\n\r\n"


class HeadFirst(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """For plain HTTP/1.1, which is what `receiver serve` speaks."""

    def enqueue_req(self, conn: Any) -> None:
        """Wait for the head; called for every new connection and for every further request on a kept one."""
        conn.head = bytearray(conn.parser.unreader.take_buffered() if conn.parser else b"")
        if _complete(conn.head):
            self._to_a_thread(conn)
        else:
            self._wait(conn, self._gather)

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
        elif not arrived or len(conn.head) > _HEAD_BYTES:
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
        conn.init()
        conn.parser.unreader.unread(bytes(conn.head))
        super().enqueue_req(conn)


def _arrived(client: Any) -> bytes | None:
    """What has arrived: None for nothing yet, nothing at all for a peer that has hung up."""
    try:
        return bytes(client.recv(_HEAD_BYTES))
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _complete(head: bytearray) -> bool:
    """gunicorn skips one empty line before the request: https://www.rfc-editor.org/rfc/rfc9112#section-2.2-6."""
    return head.find(_END, 2 if head.startswith(b"\r\n") else 0) >= 0
