"""A WSGI app served on loopback from a thread of this process, for as long as a `with` block lasts.

It is not a production server: no TLS, HTTP/1.0, one short-lived thread per request.
"""

from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

from loopback.ports import HOST
from loopback.serving import Serving

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class QuietHandler(WSGIRequestHandler):
    """Serves without a line on the terminal per request: the terminal belongs to the story."""

    timeout = 30  # a client that connects and says nothing must not hold a thread for ever

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: what matters is recorded by the app."""


class LoopbackServer(Serving):
    """Serves `app` on 127.0.0.1; listening from construction, answering inside `with`."""

    def __init__(self, app: "WSGIApplication", *, port: int = 0) -> None:
        self._server = make_server(HOST, port, app, threaded=True, request_handler=QuietHandler)
        super().__init__(self._server)

    @property
    def url(self) -> str:
        """Base URL without a trailing slash."""
        return f"http://{HOST}:{self._server.server_port}"
