"""A socket server that runs on a thread of this process for as long as a `with` block lasts."""

import threading
from socketserver import BaseServer
from types import TracebackType
from typing import Self

_POLL_S = 0.05


class Serving:
    """Runs a server that is already listening: it answers inside `with`."""

    def __init__(self, server: BaseServer) -> None:
        self._running = server
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": _POLL_S}, name="loopback", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.shutdown()
        self._thread.join()
        self._running.server_close()
