"""What the sinks print of a message."""

from sinks.__main__ import line
from sinks.recorder import Delivery


def test_a_slack_message_is_its_text_on_one_line() -> None:
    assert line(Delivery("slack", {"text": "web runs out\nin 40 min"}, 200)) == "slack 200 web runs out in 40 min"


def test_a_page_is_its_action_and_summary() -> None:
    body = {"event_action": "trigger", "payload": {"summary": "web runs out"}}
    assert line(Delivery("pagerduty", body, 202)) == "pagerduty 202 trigger web runs out"


def test_what_is_neither_is_shown_as_it_came() -> None:
    assert line(Delivery("slack", [1], 400, ("no text",))) == "slack 400 [1]"
