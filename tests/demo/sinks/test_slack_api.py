"""What the stand-in for Slack's Web API answers, by Slack's own documentation: https://docs.slack.dev/reference/methods"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from sinks import Sinks
from sinks.slack_api import TOKEN, channel_id

HELLO = {"channel": "#sre", "text": "hello"}


@pytest.fixture
def sinks() -> Iterator[Sinks]:
    with Sinks() as running:
        yield running


def _call(sinks: Sinks, method: str, token: str = TOKEN, **asked: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.post(sinks.slack_api_url + method, json=asked, headers=headers, timeout=5)
    assert answer.status_code == 200  # errors are 200 with ok: false
    found: dict[str, Any] = answer.json()
    return found


def test_a_message_gets_a_ts_by_which_it_can_be_replaced(sinks: Sinks) -> None:
    posted = _call(sinks, "chat.postMessage", **HELLO)
    assert posted["channel"] == channel_id("#sre")
    assert _call(sinks, "chat.update", channel=posted["channel"], ts=posted["ts"], text="bye")["ok"]
    [message] = sinks.workspace.messages.values()
    assert message["text"] == "bye"


def test_an_answer_needs_the_message_that_it_answers(sinks: Sinks) -> None:
    posted = _call(sinks, "chat.postMessage", **HELLO)
    assert _call(sinks, "chat.postMessage", **HELLO, thread_ts=posted["ts"])["ok"]
    assert _call(sinks, "chat.postMessage", **HELLO, thread_ts="1.0")["error"] == "thread_not_found"


def test_a_file_is_announced_uploaded_and_shared(sinks: Sinks) -> None:
    posted = _call(sinks, "chat.postMessage", **HELLO)
    announced = _call(sinks, "files.getUploadURLExternal", filename="a.png", length=3)
    shared = {"files": [{"id": announced["file_id"]}], "channel_id": posted["channel"], "thread_ts": posted["ts"]}
    assert _call(sinks, "files.completeUploadExternal", **shared)["error"] == "file_not_found"  # nothing is there yet
    assert requests.post(announced["upload_url"], data=b"png", timeout=5).status_code == 200
    assert _call(sinks, "files.completeUploadExternal", **shared)["ok"]
    by_name = {**shared, "channel_id": "#sre"}
    assert _call(sinks, "files.completeUploadExternal", **by_name)["error"] == "channel_not_found"
    assert requests.post(f"{sinks.url}/files/F1", data=b"png", timeout=5).status_code == 404


@pytest.mark.parametrize(
    ("method", "asked", "error"),
    [
        ("chat.postMessage", {"text": "no channel"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "#sre"}, "invalid_blocks"),
        ("chat.update", {"channel": "#sre", "ts": "1.0", "text": "x"}, "message_not_found"),
        ("files.getUploadURLExternal", {"filename": "a.png"}, "invalid_arguments"),
        ("chat.shout", {}, "unknown_method"),
    ],
)
def test_what_is_wrong_is_said_with_slacks_words(sinks: Sinks, method: str, asked: dict[str, Any], error: str) -> None:
    assert _call(sinks, method, **asked) == {"ok": False, "error": error}
    assert [one.problems for one in sinks.received.refused("slack-api")] == [(error,)]


def test_nobody_without_a_bots_token_is_let_in(sinks: Sinks) -> None:
    assert _call(sinks, "chat.postMessage", token="wrong", **HELLO)["error"] == "invalid_auth"


def test_it_fails_on_order_with_a_status_or_with_words(sinks: Sinks) -> None:
    sinks.faults.next("slack-api", 429, retry_after_s=7)
    sinks.faults.next("slack-api", 200, error="fatal_error")
    answer = requests.post(sinks.slack_api_url + "chat.postMessage", json=HELLO, timeout=5)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert _call(sinks, "chat.postMessage", **HELLO)["error"] == "fatal_error"
    assert _call(sinks, "chat.postMessage", **HELLO)["ok"]
