"""Makes a time-out of `requests` count for the whole answer, from connecting to its last byte.

`requests` and urllib3 apply a time-out to each wait on the socket, so a peer that sends one byte now and then holds its caller
for ever, in the headers as well as in the body: https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts. Here every
wait gets what is left of the whole.

Not covered: the resolver, which has time-outs of its own, and SOCKS proxies.
"""

import io
from http.client import HTTPResponse
from socket import socket
from typing import Any

from requests import Response
from requests.adapters import HTTPAdapter
from urllib3 import Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from receiver.clients.tls import Tls
from receiver.clock import Clock


class DeadlineAdapter(HTTPAdapter):
    """Mounted on a session, it ends every answer that is not complete in time with the time-out's own error.

    Args:
        tls: whose `more_ca_file` it adds to what the session believes, which `requests` has no way to say.
    """

    def __init__(self, clock: Clock, tls: Tls) -> None:
        self._classes = _pool_classes(clock, tls)
        super().__init__()

    def send(self, *arguments: Any, **options: Any) -> Response:
        options["timeout"] = Timeout(total=options.get("timeout"))
        return super().send(*arguments, **options)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._classes
        return manager


class TimedReader(io.RawIOBase):
    """Reads a socket until as much time has passed as the socket's time-out is when this begins."""

    def __init__(self, sock: socket, clock: Clock) -> None:
        self._socket = sock
        self._raw = sock.makefile("rb", buffering=0)  # counts as a user of the socket, which is closed after the last
        self._clock = clock
        self._allowed_s = sock.gettimeout()
        self._began_s = clock.monotonic()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there, or wait for the first byte.

        Raises:
            TimeoutError: the time is over.
        """
        if self._allowed_s is None:
            return self._raw.readinto(buffer)
        left_s = self._allowed_s - (self._clock.monotonic() - self._began_s)
        if left_s <= 0:
            raise TimeoutError(f"no complete answer after {self._allowed_s} s")
        self._socket.settimeout(left_s)
        try:
            return self._raw.readinto(buffer)
        finally:
            self._socket.settimeout(self._allowed_s)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _pool_classes(clock: Clock, tls: Tls) -> dict[str, type[HTTPConnectionPool]]:
    class Answer(HTTPResponse):
        def __init__(self, sock: socket, *arguments: Any, **options: Any) -> None:
            super().__init__(sock, *arguments, **options)
            self.fp.close()
            self.fp = io.BufferedReader(TimedReader(sock, clock))

    class Plain(HTTPConnection):
        response_class = Answer

    class Secure(HTTPSConnection):
        response_class = Answer

        def connect(self) -> None:
            self.ca_cert_data = tls.added()
            super().connect()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": TlsPool}
