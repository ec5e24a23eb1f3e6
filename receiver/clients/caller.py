"""Calls webhooks that act: one signed POST, no redirect, a bounded answer that is not read."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from receiver.clients.http import Http
from receiver.clients.signed import headers
from receiver.clock import Clock


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
