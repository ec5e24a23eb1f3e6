"""What arrived is shown once, in a person's words."""

from demo.mailbox import Arrived, Mailbox
from sinks import Delivery, Recorder


def test_slack_shows_its_text_with_real_emoji() -> None:
    recorder = Recorder()
    recorder.add(Delivery("slack", {"text": ":warning: memory"}, 200))
    assert Mailbox(recorder).new() == [Arrived("Slack", "⚠ memory")]


def test_pagerduty_shows_what_was_asked_of_it() -> None:
    recorder = Recorder()
    recorder.add(Delivery("pagerduty", {"event_action": "trigger", "dedup_key": "k", "payload": {"summary": "s"}}, 202))
    recorder.add(Delivery("pagerduty", {"event_action": "resolve", "dedup_key": "k"}, 202))
    recorder.add(Delivery("pagerduty-change", {"payload": {"summary": "scaled"}}, 202))
    assert [one.text for one in Mailbox(recorder).new()] == [
        "trigger: s",
        "resolve: k",
        "change, pages nobody: scaled",
    ]


def test_each_message_is_shown_once_and_refused_ones_never() -> None:
    recorder = Recorder()
    mailbox = Mailbox(recorder)
    recorder.add(Delivery("slack", {"text": "one"}, 200))
    recorder.add(Delivery("slack", None, 400, ("not JSON",)))
    first = mailbox.new()
    recorder.add(Delivery("slack", {"text": "two"}, 200))
    assert [[one.text for one in many] for many in (first, mailbox.new(), mailbox.new())] == [["one"], ["two"], []]
