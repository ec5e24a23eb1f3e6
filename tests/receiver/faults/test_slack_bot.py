"""Whatever Slack's Web API answers: the action goes on, the message stands once, and its thread tells each step once."""

from collections import Counter
from pathlib import Path

import pytest
from sinks.slack_api import TOKEN

from tests.support.builders import alert
from tests.support.outside import Answer, Line, Slow, status

API = "POST /sinks/api/"


@pytest.fixture
def bot(line: Line, tmp_path: Path) -> Line:
    (tmp_path / "slack-bot-token").write_text(TOKEN, encoding="utf-8")
    return line


FAULTS: dict[str, Answer] = {
    "429": status(429, Retry_After="30"),
    "500": status(500),
    "a login page": status(200, b"<!doctype html><title>Sign in</title>"),
    "ok is false": status(200, b'{"ok": false, "error": "internal_error"}'),
    "a rotated token": status(200, b'{"ok": false, "error": "invalid_auth"}'),
    "silent": Slow(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_it_does_not_take_now_it_gets_later_and_once(bot: Line, fault: str) -> None:
    bot.outside.fails(API, FAULTS[fault], times=3)
    bot.stores.inbox.accept([alert()])
    bot.run_for(0)
    assert (bot.outside.replicas(), bot.told("slack"), bot.told("pagerduty")) == (3, [], ["acted"])
    bot.run_for(200)
    assert bot.buried() == []
    roots = [said for said in bot.outside.workspace.messages.values() if "thread_ts" not in said]
    answers = [said for said in bot.outside.workspace.messages.values() if "thread_ts" in said]
    assert len(roots) == 1
    assert Counter(said["metadata"]["event_payload"]["kind"] for said in answers)["acted"] == 1


def test_what_is_wrong_with_a_message_is_buried_and_the_next_one_is_told(bot: Line) -> None:
    bot.outside.fails(API, status(200, b'{"ok": false, "error": "invalid_blocks"}'), times=1)
    bot.stores.inbox.accept([alert()])
    bot.run_for(20)
    assert bot.buried() == [("slack", "Slack will not take this message: invalid_blocks")]
    assert bot.outside.replicas() == 3


def test_a_storm_is_a_few_messages_a_digest_and_one_more_incident(bot: Line) -> None:
    bot.outside.shape = None  # nobody can tell: everything needs a person
    for number in range(30):
        bot.stores.inbox.accept([alert(fingerprint=f"alert-{number}")])
    bot.run_for(300, step_s=100)
    bot.run_for(30, step_s=2.5)
    roots = [said for said in bot.outside.workspace.messages.values() if "thread_ts" not in said]
    assert len(roots) == 11
    assert roots[-1]["blocks"][0]["text"]["text"] == ":ocean: 20 more forecasts at once: 20 need a person, 0 are over"
    triggered = {body["dedup_key"] for body in bot.outside.posted("pagerduty") if body["event_action"] == "trigger"}
    assert len(triggered) == 11
    assert sum(key.startswith("forecast/storm/") for key in triggered) == 1
