from dataclasses import dataclass, field
from typing import Any

import pytest

from receiver.clock import FrozenClock
from receiver.errors import PermanentError, TemporaryError
from receiver.web.slack.buttons import Buttons, Reply, message
from receiver.web.slack.payload import Press, parse
from tests.support.builders import NOW_S, alert, plan
from tests.support.slack import blocks, form, pressed
from tests.support.stores import Stores

HOUR_S = 3600.0


@dataclass
class FakeSilencer:
    """An Alertmanager that takes every silence, or fails."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)
    error: Exception | None = None

    def silence(self, labels: Any, starts_s: float, ends_s: float, by: str, comment: str) -> str:
        if self.error:
            raise self.error
        self.asked.append((dict(labels), starts_s, ends_s, by, comment))
        return "5e1f"


@pytest.fixture
def silencer() -> FakeSilencer:
    return FakeSilencer()


@pytest.fixture
def buttons(stores: Stores, clock: FrozenClock, silencer: FakeSilencer) -> Buttons:
    return Buttons(stores.approvals, stores.episodes, clock, frozenset(), silencer, HOUR_S)


def _press(action: str, value: str) -> Press:
    return parse(form(pressed(action, value)))[0]


def _reply(buttons: Buttons, action: str, value: str) -> Reply:
    more = buttons.press(_press(action, value))
    assert more is not None
    return more()


def _question(stores: Stores) -> str:
    return stores.approvals.ask(stores.accepted(alert()), plan(), NOW_S + 600).id


@pytest.mark.parametrize(("action", "answer"), [("approve", "approved"), ("decline", "declined")])
def test_an_answer_is_written_down_with_who_and_when_before_anything_is_said(
    stores: Stores, buttons: Buttons, clock: FrozenClock, action: str, answer: str
) -> None:
    asked = _question(stores)
    clock.advance(5)
    more = buttons.press(_press(action, asked))
    rows = stores.rows("SELECT answer, answered_by, answered_at_s FROM approvals")
    assert rows == [(answer, "slack:U0ALICE/alice", NOW_S + 5)]
    assert more is not None
    assert more().text == f"<@U0ALICE> {answer} {asked}: scale Deployment/shop/web replicas 1→3"


def test_a_second_answer_changes_nothing_and_says_whose_the_first_was(stores: Stores, buttons: Buttons) -> None:
    asked = _question(stores)
    _reply(buttons, "approve", asked)
    assert _reply(buttons, "decline", asked) == Reply(
        "nothing was written down: slack:U0ALICE/alice approved it already"
    )
    assert stores.rows("SELECT answer FROM approvals") == [("approved",)]


def test_who_is_not_among_the_approvers_changes_nothing(stores: Stores, clock: FrozenClock) -> None:
    asked = _question(stores)
    few = Buttons(stores.approvals, stores.episodes, clock, frozenset({"U0BOB"}))
    assert "not one of those" in _reply(few, "approve", asked).text
    assert stores.rows("SELECT answer FROM approvals") == [(None,)]


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("Xy1", ""),
        ("restart", "c0ffee00"),
        ("approve", ""),
        ("approve", "a\x00"),
        ("approve", "x" * 17),
        ("silence", "-1"),
    ],
)
def test_a_button_that_is_not_ours_is_nothing_to_do(buttons: Buttons, action: str, value: str) -> None:
    assert buttons.press(_press(action, value)) is None


def test_a_silence_is_for_exactly_the_alerts_labels_and_ends_by_itself(
    stores: Stores, buttons: Buttons, silencer: FakeSilencer
) -> None:
    number = stores.accepted(alert()).id
    reply = _reply(buttons, "silence", str(number))
    comment = f"pressed in Slack by slack:U0ALICE/alice, about alert {number} of the receiver"
    assert silencer.asked == [(alert().labels, NOW_S, NOW_S + HOUR_S, "slack:U0ALICE/alice", comment)]
    assert reply == Reply(
        "<@U0ALICE> silenced this alert until 2023-11-14 23:13 UTC (silence 5e1f)", frozenset({"silence"})
    )


def test_without_an_alertmanager_it_says_that_it_is_not_configured(stores: Stores, clock: FrozenClock) -> None:
    number = stores.accepted(alert()).id
    reply = _reply(Buttons(stores.approvals, stores.episodes, clock), "silence", str(number))
    assert reply == Reply("silencing from here is not configured (RECEIVER_ALERTMANAGER_URL)")


@pytest.mark.parametrize(
    "error", [TemporaryError("Alertmanager answered 503"), PermanentError("Alertmanager answered 400")]
)
def test_a_silence_that_fails_is_said_to_the_person(
    stores: Stores, buttons: Buttons, silencer: FakeSilencer, error: Exception
) -> None:
    silencer.error = error
    assert _reply(buttons, "silence", str(stores.accepted(alert()).id)) == Reply(f"not silenced: {error}")


def test_an_alert_that_has_ended_or_never_was_is_not_silenced(
    stores: Stores, buttons: Buttons, silencer: FakeSilencer
) -> None:
    episode = stores.accepted(alert())
    stores.episodes.close(episode)
    replies = [_reply(buttons, "silence", value) for value in (str(episode.id), "999", "c0ffee")]
    assert replies == [Reply("there is nothing to silence any more: the alert has ended")] * 3
    assert silencer.asked == []


def test_the_message_keeps_its_words_and_loses_the_buttons_that_were_answered() -> None:
    press = _press("approve", "c0ffee00")
    changed = message(press, Reply("done", frozenset({"approve", "decline"})))
    text, actions, said = changed["blocks"]
    assert (changed["replace_original"], changed["text"], text) == (True, "Memory runs out", blocks()[0])
    assert [one["action_id"] for one in actions["elements"]] == ["silence"]
    assert said == {"type": "context", "elements": [{"type": "mrkdwn", "text": "done"}]}
    assert message(press, Reply("done", frozenset({"approve", "decline", "silence"})))["blocks"] == [text, said]


def test_what_changed_nothing_is_said_to_the_person_alone() -> None:
    assert message(_press("approve", "c0ffee00"), Reply("too late")) == {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": "too late",
    }
