"""One HTTP request with a deadline, a size limit and our errors; used for everything that is not the Kubernetes API.

It does not retry: whoever calls knows whether trying again is safe. It does not follow redirects: an address comes from the
settings, and a credential sent there must not travel on.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import requests

from receiver.clients.deadline import DeadlineAdapter
from receiver.clients.tls import Tls
from receiver.clock import Clock, SystemClock
from receiver.errors import PermanentError, ReceiverError, TemporaryError, TooLargeError

_PASSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_A_PERSON_CAN_MEND = frozenset({401, 403, 404, 410})
"""A secret rotated wrongly, a wrong URL, an archived channel: what is meant for the peer waits until that is mended."""
_TOO_LARGE = frozenset({413, 422})
"""A Prometheus says 422 when a query would touch too many samples, a proxy 413 when a request is too long."""
_CHUNK_BYTES = 65_536
_LONGEST_WAIT_S = 900.0


def error_of(status: int) -> type[ReceiverError]:
    """Say what an answer that is not 2xx means to whoever asks or tells."""
    if status in _PASSES | _A_PERSON_CAN_MEND:
        return TemporaryError
    return TooLargeError if status in _TOO_LARGE else PermanentError


class Http:
    """A small HTTP client.

    Args:
        name: what messages call the peer, e.g. `Prometheus`. URLs are never printed: a Slack webhook's URL is a secret.
        timeout_s: for the whole request, from connecting to the last byte of the answer.
        max_bytes: largest response body that is read.
        clock: tells when the time is over.
        tls: whose certificates are believed, and which one is shown; None = the public ones, and none.
        error_of: what an answer that is not 2xx means, by its status.
    """

    def __init__(
        self,
        name: str,
        timeout_s: float = 10.0,
        max_bytes: int = 32 * 2**20,
        clock: Clock | None = None,
        tls: Tls | None = None,
        error_of: Callable[[int], type[ReceiverError]] = error_of,
    ) -> None:
        self._error_of = error_of
        self._name = name
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        tls = tls or Tls()
        self._verify: bool | str = True if tls.ca_file is None else str(tls.ca_file)
        self._shown = tls.shown
        self._session = requests.Session()
        adapter = DeadlineAdapter(clock or SystemClock(), tls)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def post_json(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> bytes:
        """POST a JSON document and return the response body."""
        return self.post(url, json.dumps(body).encode(), headers or {})

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """POST a body that is JSON already, byte for byte, and return the response body."""
        return self._request(url, body, {"Content-Type": "application/json", **headers})

    def post_form(
        self,
        url: str,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> Any:
        """POST a form and return the JSON document in the answer; `timeout_s` can only shorten the usual one."""
        raw = self._request(url, dict(form), headers or {}, timeout_s)
        try:
            return json.loads(raw)
        except ValueError as error:
            raise TemporaryError(f"{self._name} answered something that is not JSON: {raw[:80]!r}") from error

    def _request(
        self, url: str, data: bytes | dict[str, str], headers: Mapping[str, str], timeout_s: float | None = None
    ) -> bytes:
        try:
            with self._session.post(
                url,
                data=data,
                headers=dict(headers),
                timeout=min(self._timeout_s, timeout_s or self._timeout_s),
                stream=True,
                verify=self._verify,
                cert=self._shown,
                allow_redirects=False,
            ) as response:
                body = self._read(response)
        except (requests.RequestException, OSError) as error:  # OSError: a certificate that cannot be read
            raise TemporaryError(f"{self._name} cannot be reached: {type(error).__name__}") from error
        if 200 <= response.status_code < 300:
            return body
        message = f"{self._name} answered {response.status_code}: {body[:200].decode(errors='replace')}"
        meant = self._error_of(response.status_code)
        if meant is TemporaryError:
            raise TemporaryError(message, retry_after_s(response.headers.get("Retry-After")))
        raise meant(message)

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._max_bytes:
                raise TooLargeError(f"{self._name} answered more than {self._max_bytes} bytes")
        return bytes(body)


def retry_after_s(header: str | None) -> float | None:
    """Read how long a peer asks us to wait, at most a quarter of an hour; None when it names no number of seconds.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after; a date is not read: whoever waits has a backoff of its own.
    """
    if header is None or not header.isdecimal():
        return None
    return min(float(header), _LONGEST_WAIT_S)
