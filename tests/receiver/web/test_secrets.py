"""No secret of a running receiver is ever in a page, an answer or its log, whatever it is sent."""

from pathlib import Path

import requests

from tests.support.installation import TOKEN
from tests.support.payloads import encoded, wire_group
from tests.support.served import BEARER, serving

_SECRETS = {
    "alertmanager-token": TOKEN,
    "alertmanager-token.previous": "the-token-of-last-month",
    "alertmanager-basic-auth": "alertmanager:a-long-enough-password",
    "operator-token": "the-token-of-the-operators",
    "viewer-token": "the-token-of-the-viewers",
    "slack-webhook-url": "http://127.0.0.1:1/services/T0/B0/abcd",
    "slack-signing-secret": "8f742231b10e8888abcd99yyyzzz85a5",
    "alertmanager-api-token": "the-token-for-alertmanager",
    "pagerduty-routing-key": "R0UT1NG-K3Y-0F-PAGERDUTY",
}
_PATHS = (
    "/",
    "/-/healthy",
    "/-/ready",
    "/metrics",
    "/openapi.json",
    "/api/v1/alerts",
    "/api/v1/kill-switch",
    "/api/v1/slack/interactions",
    "/nothing",
    "/login",
    "/approvals",
    "/kill-switch",
    "/episodes/1",
    "/decisions/1.json",
)


def test_no_secret_is_in_any_answer_or_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path, kill_switch_file=str(tmp_path / "stop")) as served:
        for name, secret in _SECRETS.items():
            (tmp_path / "secrets" / name).write_text(secret, encoding="utf-8")
        operator = {"Authorization": f"Bearer {_SECRETS['operator-token']}"}
        keys: tuple[dict[str, str], ...] = (
            {},
            BEARER,
            operator,
            {"Authorization": f"Bearer {TOKEN}x"},
            {"Authorization": TOKEN},
        )
        bodies = (None, b"garbage", encoded(wire_group()), b'{"state": "on", "reason": "test"}')
        said = [_say(served.url + path, key, body) for path in _PATHS for key in keys for body in bodies]
    text = "".join(said) + served.log
    assert "kill switch turned" in text
    assert "receiver_requests_total" in text
    parts = {part for secret in _SECRETS.values() for part in (secret, secret.rpartition(":")[2])}
    assert [part for part in sorted(parts) if part in text] == []


def _say(url: str, headers: dict[str, str], body: bytes | None) -> str:
    """Post a body, get without one, and return everything that comes back."""
    method = "GET" if body is None else "POST"
    answer = requests.request(method, url, data=body, headers=headers, timeout=20)
    return answer.text + str(answer.headers)
