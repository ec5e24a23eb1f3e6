import hashlib
import hmac
import json
from pathlib import Path

import pytest

from receiver.clients.http import Http
from receiver.clock import FrozenClock
from receiver.domain.event import EventKind
from receiver.errors import PermanentError, TemporaryError
from receiver.notifiers.webhook import Webhook
from tests.support.builders import NOW_S, event
from tests.support.loopback import Peer
from tests.support.notifier import thread


@pytest.fixture
def webhook(tmp_path: Path, peer: Peer, clock: FrozenClock) -> Webhook:
    (tmp_path / "webhook-url").write_text(peer.url + "/hook", encoding="utf-8")
    (tmp_path / "webhook-signing-key.ops").write_text("k3y\n", encoding="utf-8")
    return Webhook(tmp_path, Http("the webhook"), clock)


def _send(webhook: Webhook, kind: EventKind = EventKind.ACTED, route: str = "ops") -> None:
    webhook.send(webhook.render(event(kind)).body, route, thread().sent)


def test_an_event_is_sent_as_documented(webhook: Webhook, peer: Peer) -> None:
    _send(webhook)
    [asked] = peer.asked
    assert asked.headers["Content-Type"] == "application/json"
    assert json.loads(asked.body) == {
        "version": "event/v1",
        "id": "1:acted:",
        "kind": "acted",
        "at": "2023-11-14T22:13:20.000+00:00",
        "first_seen_at": "2023-11-14T22:12:20.000+00:00",
        "episode": 1,
        "subject": "a1b2c3",
        "forecast": "memory",
        "where": "shop/web-1",
        "severity": "critical",
        "headline": "Memory runs out in 15 min: shop/web-1",
        "detail": "scaled web 1→3",
        "facts": {"Where": "shop/web-1", "Forecast": "memory"},
        "links": {"Runbook": "https://runbooks.example.com/memory"},
        "needs_a_person": False,
        "pages": False,
        "over": False,
        "stop": "",
        "remediation": None,
        "approval": None,
        "target": "Deployment/shop/web",
        "probability": 0.99,
        "horizon_s": 1800.0,
        "eta_lower_s": 800.0,
        "eta_s": 900.0,
        "eta_upper_s": 1000.0,
        "picture": None,
    }


def test_time_and_body_are_signed_with_the_routes_key(webhook: Webhook, peer: Peer) -> None:
    _send(webhook)
    [asked] = peer.asked
    timestamp = asked.headers["Forecast-Timestamp"]
    expected = hmac.new(b"k3y", f"v1:{timestamp}:".encode() + asked.body, hashlib.sha256).hexdigest()
    assert (timestamp, asked.headers["Forecast-Signature"]) == (str(int(NOW_S)), f"v1={expected}")


def test_what_is_sent_again_has_the_same_key(webhook: Webhook, peer: Peer) -> None:
    for _ in range(2):
        _send(webhook)
    assert {asked.headers["Idempotency-Key"] for asked in peer.asked} == {"1:acted:"}


@pytest.mark.parametrize("kind", EventKind)
def test_a_machine_hears_of_everything_and_one_by_one(webhook: Webhook, kind: EventKind) -> None:
    assert not webhook.render(event(kind)).folds


def test_a_route_without_a_url_leads_nowhere(webhook: Webhook, tmp_path: Path) -> None:
    assert webhook.reaches("default")
    (tmp_path / "webhook-url").rename(tmp_path / "webhook-url.ops")
    assert (webhook.reaches("default"), webhook.reaches("ops")) == (False, True)


def test_without_a_key_nothing_is_sent(webhook: Webhook, peer: Peer) -> None:
    with pytest.raises(TemporaryError, match="webhook-signing-key"):
        _send(webhook, route="other")
    assert peer.asked == []


@pytest.mark.parametrize(("status", "error"), [(400, PermanentError), (429, TemporaryError), (503, TemporaryError)])
def test_only_what_may_be_taken_later_is_sent_again(
    webhook: Webhook, peer: Peer, status: int, error: type[Exception]
) -> None:
    peer.answers("no", status)
    with pytest.raises(error):
        _send(webhook)
