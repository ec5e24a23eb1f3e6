"""The web application on a real store, with a way to post to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from receiver.clock import FrozenClock
from receiver.errors import ReceiverError
from receiver.policy.budget import Budgets
from receiver.policy.model import Policy
from receiver.web.app import Parts, create_app
from receiver.web.metrics import Watched
from receiver.web.slack.buttons import Buttons
from tests.support import builders
from tests.support.payloads import encoded
from tests.support.stores import Stores

TOKEN = "correct-horse-battery-staple"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
OPERATOR = "incorrect-mule-mains-paperclip"
VIEWER = "curious-zebra-window-teaspoon"


@dataclass
class RecordedReplies:
    """Remembers which message was changed how."""

    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    error: ReceiverError | None = None

    def reply(self, url: str, message: Mapping[str, Any]) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append((url, dict(message)))


@dataclass
class Site:
    """Attributes change what the application sees: secrets, obstacles to being ready, queues."""

    client: FlaskClient
    stores: Stores
    secrets: Path
    clock: FrozenClock
    obstacles: list[str] = field(default_factory=list)
    depths: dict[str, Callable[[], int]] = field(default_factory=dict)
    stopping: Event = field(default_factory=Event)
    replies: RecordedReplies = field(default_factory=RecordedReplies)

    @property
    def stop_file(self) -> Path:
        """The kill switch's file."""
        return self.stores.path.with_name("stop")

    def post(self, body: object, token: str | None = TOKEN) -> TestResponse:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        data = body if isinstance(body, bytes) else encoded(body)
        return self.client.post("/api/v1/alerts", data=data, headers=headers, content_type="application/json")

    def stored(self) -> list[tuple[str, str]]:
        """Fingerprint and status of every episode."""
        return [
            (one, status) for one, status in self.stores.rows("SELECT fingerprint, status FROM episodes ORDER BY id")
        ]


def open_site(stores: Stores, secrets: Path, max_body_bytes: int = 65_536, policy: Policy | None = None) -> Site:
    """Put the application on a store, with one valid token for each role."""
    secrets.mkdir(exist_ok=True)
    (secrets / "alertmanager-token").write_text(TOKEN + "\n", encoding="utf-8")
    (secrets / "operator-token").write_text(OPERATOR + "\n", encoding="utf-8")
    (secrets / "viewer-token").write_text(VIEWER + "\n", encoding="utf-8")
    (secrets / "slack-signing-secret").write_text(SIGNING + "\n", encoding="utf-8")
    obstacles: list[str] = []
    depths: dict[str, Callable[[], int]] = {"episodes": stores.episodes.depth, "messages": stores.outbox.depth}
    dead = {"episodes": stores.episodes.dead_count, "messages": stores.outbox.dead_count}
    clock, stopping, replies = stores.clock, Event(), RecordedReplies()
    assert isinstance(clock, FrozenClock)
    parts = Parts(
        stores=stores,
        policy=policy or builders.policy(),
        secrets=secrets,
        clock=clock,
        max_body_bytes=max_body_bytes,
        obstacles=lambda: obstacles,
        watched=Watched(["accepts", "works"], depths, dead, stores.pulses.read, Budgets()),
        stopping=stopping.is_set,
        buttons=Buttons(stores.approvals, stores.episodes, clock),
        replies=replies,
    )
    app = create_app(parts)
    return Site(app.test_client(), stores, secrets, clock, obstacles, depths, stopping, replies)
