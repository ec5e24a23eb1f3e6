"""Calls webhooks that act: one signed POST, no redirect, a bounded answer that is not read."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from receiver.clients.http import Http
from receiver.clients.signed import headers
from receiver.clock import Clock
from receiver.errors import ReceiverError, RefusedError, TemporaryError

_PASSES = frozenset({408, 409, 425, 429})
"""409: a call with the same Idempotency-Key is still being worked on
(https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/)."""
_FROM_THE_SERVER = 500


def error_of(status: int) -> type[ReceiverError]:
    """Say what an answer that is not 2xx means to whoever wants something done: what runs out does not wait until a person has
    mended a token or an address, so these refuse the call as such."""
    return TemporaryError if status in _PASSES or status >= _FROM_THE_SERVER else RefusedError


class SignedCaller:
    """Implements the port `Caller`.

    Args:
        key_of: the signing key for a forecast; TemporaryError while there is none.
        clock: tells when a call is made.
    """

    def __init__(self, http: Http, key_of: Callable[[str], str], clock: Clock) -> None:
        self._http = http
        self._key_of = key_of
        self._clock = clock

    def check(self, forecast: str) -> None:
        self._key_of(forecast)

    def call(self, url: str, forecast: str, call_id: str, document: Mapping[str, Any]) -> None:
        body = json.dumps(document).encode()
        signature = headers(self._key_of(forecast), self._clock.now(), body)
        self._http.post(url, body, signature | {"Idempotency-Key": call_id})
