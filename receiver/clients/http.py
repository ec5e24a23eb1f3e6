"""One HTTP request with a deadline, a size limit and our errors; used for everything that is not the Kubernetes API.

It does not retry: whoever calls knows whether trying again is safe. It does not follow redirects: an address comes from the
settings, and a credential sent there must not travel on.
"""

import json
from collections.abc import Mapping
from typing import Any

import requests

from receiver.errors import PermanentError, TemporaryError

_RETRYABLE = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK_BYTES = 65_536


class Http:
    """A small HTTP client.

    Args:
        name: what messages call the peer, e.g. `Prometheus`. URLs are never printed: a Slack webhook's URL is a secret.
        timeout_s: for connecting and for each wait on the socket.
        max_bytes: largest response body that is read.
    """

    def __init__(self, name: str, timeout_s: float = 10.0, max_bytes: int = 32 * 2**20) -> None:
        self._name = name
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._session = requests.Session()

    def post_json(self, url: str, body: Mapping[str, Any]) -> bytes:
        """POST a JSON document and return the response body."""
        headers = {"Content-Type": "application/json"}
        return self._request(url, json.dumps(body).encode(), headers)

    def post_form(self, url: str, form: Mapping[str, str]) -> Any:
        """POST a form and return the JSON document in the answer."""
        raw = self._request(url, dict(form), {})
        try:
            return json.loads(raw)
        except ValueError as error:
            raise TemporaryError(f"{self._name} answered something that is not JSON: {raw[:80]!r}") from error

    def _request(self, url: str, data: bytes | dict[str, str], headers: Mapping[str, str]) -> bytes:
        try:
            with self._session.post(
                url,
                data=data,
                headers=dict(headers),
                timeout=self._timeout_s,
                stream=True,
                allow_redirects=False,
            ) as response:
                body = self._read(response)
        except requests.RequestException as error:
            raise TemporaryError(f"{self._name} cannot be reached: {type(error).__name__}") from error
        if 200 <= response.status_code < 300:
            return body
        message = f"{self._name} answered {response.status_code}: {body[:200].decode(errors='replace')}"
        if response.status_code in _RETRYABLE:
            raise TemporaryError(message, _retry_after_s(response))
        raise PermanentError(message)

    def _read(self, response: requests.Response) -> bytes:
        body = b""
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._max_bytes:
                raise PermanentError(f"{self._name} answered more than {self._max_bytes} bytes")
        return body


def _retry_after_s(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else None
