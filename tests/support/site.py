"""The web application on a real store, with a way to post to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from receiver.web.app import create_app
from receiver.web.auth import BearerTokens
from tests.support.payloads import encoded
from tests.support.stores import Stores

TOKEN = "correct-horse-battery-staple"


@dataclass
class Site:
    """Attributes change what the application sees: secrets, obstacles to being ready, queues."""

    client: FlaskClient
    stores: Stores
    secrets: Path
    obstacles: list[str] = field(default_factory=list)
    depths: dict[str, Callable[[], int]] = field(default_factory=dict)

    def post(self, body: object, token: str | None = TOKEN) -> TestResponse:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        data = body if isinstance(body, bytes) else encoded(body)
        return self.client.post("/api/v1/alerts", data=data, headers=headers, content_type="application/json")

    def stored(self) -> list[tuple[str, str]]:
        """Fingerprint and status of every episode."""
        return [
            (one, status) for one, status in self.stores.rows("SELECT fingerprint, status FROM episodes ORDER BY id")
        ]


def open_site(stores: Stores, secrets: Path) -> Site:
    """Put the application on a store, with one valid token."""
    secrets.mkdir()
    (secrets / "alertmanager-token").write_text(TOKEN + "\n", encoding="utf-8")
    obstacles: list[str] = []
    depths: dict[str, Callable[[], int]] = {"episodes": stores.episodes.depth, "messages": stores.outbox.depth}
    app = create_app(stores.inbox, BearerTokens(secrets), 65_536, lambda: obstacles, depths)
    return Site(app.test_client(), stores, secrets, obstacles, depths)
