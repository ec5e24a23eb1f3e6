"""Shows an API server of 1.20 with the names that its versions have today.

`autoscaling/v2` (1.23) and `policy/v1` (1.21) are the shapes that were called beta before, as far as they are used here.
Everything else passes through unchanged. Not for watching: every answer is read whole.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse

import requests
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RENAMED = {"autoscaling/v2": "autoscaling/v2beta2", "policy/v1": "policy/v1beta1"}
TIMEOUT_S = 60.0
_PASSED_ON = ("Authorization", "Content-Type", "Accept", "Impersonate-User")
_TOLD = ("Content-Type", "Retry-After")


class Front:
    """A WSGI app in front of an API server.

    Args:
        server: its URL.
        ca_file: who signed its certificate.
    """

    def __init__(self, server: str, ca_file: Path) -> None:
        self._server = server
        self._ca_file = ca_file

    def __call__(self, environ: "WSGIEnvironment", start: StartResponse) -> Iterable[bytes]:
        """Pass one request on, and its answer back."""
        try:
            answer = self._ask(Request(environ))
        except OSError as error:  # it does not listen yet, or has not written its certificate
            return Response(str(error), 503)(environ, start)
        told = {name: answer.headers[name] for name in _TOLD if name in answer.headers}
        body = _renamed(answer.content, {old: new for new, old in RENAMED.items()})
        return Response(body, answer.status_code, told)(environ, start)

    def _ask(self, asked: Request) -> requests.Response:
        return requests.request(
            asked.method,
            self._server + _path(asked.path),
            params=asked.query_string,
            data=_renamed(asked.get_data(), RENAMED),
            headers={name: asked.headers[name] for name in _PASSED_ON if name in asked.headers},
            verify=str(self._ca_file),
            timeout=TIMEOUT_S,
        )


def _path(path: str) -> str:
    group = re.match(r"/apis/([^/]+/[^/]+)(?=/|$)", path)
    if group is None or group[1] not in RENAMED:
        return path
    return f"/apis/{RENAMED[group[1]]}{path[group.end() :]}"


def _renamed(body: bytes, names: dict[str, str]) -> bytes:
    """An object, or a list of them, under the other name of its version; anything else as it is."""
    try:
        document: Any = json.loads(body)
    except ValueError:
        return body
    if not isinstance(document, dict) or document.get("apiVersion") not in names:
        return body
    return json.dumps({**document, "apiVersion": names[document["apiVersion"]]}).encode()
