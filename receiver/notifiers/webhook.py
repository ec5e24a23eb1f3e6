"""Any service of your own: every event as JSON (`event/v1`, documented in docs/receiver.md), signed with HMAC-SHA256.

The URL and the key are secrets of the route (`webhook-url`, `webhook-signing-key`); nothing of them comes from an alert.
Idempotence: `Idempotency-Key` is the event's id; a message whose answer was lost is sent again with the same one.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from receiver.clients.http import Http
from receiver.clients.signed import headers
from receiver.clock import Clock
from receiver.domain.digest import Digest
from receiver.domain.event import Event
from receiver.domain.message import Rendered, Sent
from receiver.notifiers.document import document
from receiver.notifiers.drawing import carried
from receiver.notifiers.routes import Routes

URL, KEY = "webhook-url", "webhook-signing-key"
"""Names of secrets."""


class Webhook:
    """Implements the port `Notifier`.

    Args:
        secrets: the folder.
        clock: tells when a message is sent.
    """

    def __init__(self, secrets: Path, http: Http, clock: Clock) -> None:
        self._urls = Routes(secrets, URL)
        self._keys = Routes(secrets, KEY)
        self._http = http
        self._clock = clock

    def render(self, event: Event) -> Rendered:
        return Rendered(document(event) | {"picture": carried(event)})

    def digest(self, digest: Digest) -> None:
        """Nothing is folded: a machine reads every event."""

    def reaches(self, route: str) -> bool:
        return self._urls.has(route)

    def spacing_s(self, route: str) -> float:  # noqa: ARG002 (the port asks for it)
        return 0.0

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:  # noqa: ARG002 (the port asks for it)
        body = json.dumps(message).encode()
        signature = headers(self._keys.lookup(route), self._clock.now(), body)
        self._http.post(self._urls.lookup(route), body, signature | {"Idempotency-Key": str(message["id"])})
