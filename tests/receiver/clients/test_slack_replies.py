from collections.abc import Mapping
from typing import Any

import pytest

from receiver.clients.http import Http
from receiver.clients.slack_replies import SlackReplies
from receiver.errors import PermanentError


class Recording(Http):
    """Remembers where it was sent."""

    def __init__(self) -> None:
        super().__init__("Slack")
        self.posted: list[tuple[str, Mapping[str, Any]]] = []

    def post_json(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> bytes:
        self.posted.append((url, body))
        return b"ok"


def test_a_reply_goes_to_the_address_that_slack_sent() -> None:
    http = Recording()
    SlackReplies(http).reply("https://hooks.slack.com/actions/T0/1/a-B_c", {"text": "done"})
    assert http.posted == [("https://hooks.slack.com/actions/T0/1/a-B_c", {"text": "done"})]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.slack.com/actions/T0",
        "https://hooks.slack.com.example.com/actions",
        "https://hooks.slack.com@example.com/actions",
        "https://hooks.slack.com:8080/actions",
        "https://example.com/https://hooks.slack.com/actions",
        "https://hooks.slack.com/../x?y",
        "https://hooks.slack.com/a\nHost: b",
        "https://hooks.slack.com\\@example.com/actions",
        "https://HOOKS.slack.com/actions",
        "https://10.0.0.1/actions",
    ],
)
def test_no_other_address_is_ever_visited(url: str) -> None:
    http = Recording()
    with pytest.raises(PermanentError, match=r"hooks\.slack\.com"):
        SlackReplies(http).reply(url, {})
    assert http.posted == []
