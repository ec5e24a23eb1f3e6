"""An HTTP peer on loopback whose next answers a test decides, and which remembers what it was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, request
from loopback.server import LoopbackServer


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    form: dict[str, str]


@dataclass
class Peer:
    """Attributes:
    answer: called for every request.
    asked: oldest first.
    """

    url: str
    answer: Callable[[], Response]
    asked: list[Asked] = field(default_factory=list)

    def answers(self, body: bytes | str = b"ok", status: int = 200, **headers: str) -> None:
        """Answer everything like this from now on; `Retry_After` in Python is `Retry-After` on the wire."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.answer = lambda: Response(body, status, named)


@contextmanager
def peer() -> Iterator[Peer]:
    """Serve a peer that says `ok` until told otherwise."""
    app = Flask("peer")

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PATCH"])
    @app.route("/<path:path>", methods=["GET", "POST", "PATCH"])
    def catch_all(path: str) -> Response:
        form = request.form.to_dict()
        body = request.get_data()
        served.asked.append(Asked(request.method, "/" + path, dict(request.headers), body, form))
        return served.answer()

    server = LoopbackServer(app)
    served = Peer(server.url, lambda: Response("ok"))
    with server:
        yield served
