import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sinks import Sinks
from sinks.slack_api import TOKEN

from receiver.clients.http import Http
from receiver.clients.slack import SlackApi
from receiver.domain.event import Event, EventKind
from receiver.domain.picture import ForecastPicture
from receiver.domain.series import Series
from receiver.errors import PermanentError, TemporaryError
from receiver.notifiers.slack import Slack
from tests.support.builders import NOW_S, assessment, digest, event
from tests.support.loopback import Peer
from tests.support.notifier import Kept, thread

NOWHERE = Path("/nowhere")


def _slack(secrets: Path = NOWHERE, api_url: str = "https://slack.invalid/api/") -> Slack:
    return Slack(secrets, Http("Slack"), SlackApi(api_url))


def _render(one: Event) -> Any:
    return _slack().render(one).body


def _texts(message: Any) -> list[str]:
    return [message["text"], *(block["text"]["text"] for block in message["blocks"])]


def test_a_message_says_what_runs_out_what_was_done_the_facts_and_where_to_read_on() -> None:
    rendered = _render(event())
    assert {name: rendered[name] for name in ("text", "blocks")} == {
        "text": ":arrow_up: Memory runs out in 15 min: shop/web-1: scaled web 1→3",
        "blocks": [
            {
                "type": "header",
                "text": {"type": "plain_text", "text": ":arrow_up: Memory runs out in 15 min: shop/web-1"},
            },
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "*scaled web 1→3*\n*Where:* shop/web-1\n*Forecast:* memory",
                    "verbatim": True,  # a label's @here or #general is text
                },
            },
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "<https://runbooks.example.com/memory|Runbook>",
                    "verbatim": True,
                },
            },
        ],
    }


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_told(kind: EventKind) -> None:
    assert _render(event(kind))["text"].startswith(":")


def test_without_links_there_is_no_empty_section() -> None:
    assert [block["type"] for block in _render(event(links={}))["blocks"]] == ["header", "section"]


def test_what_comes_from_labels_can_neither_mention_nor_link() -> None:
    message = _render(event(detail="<!channel> & <https://evil|click>", facts={"Where": "<!here>"}))
    assert "*&lt;!channel&gt; &amp; &lt;https://evil|click&gt;*" in message["blocks"][1]["text"]["text"]
    assert "*Where:* &lt;!here&gt;" in message["blocks"][1]["text"]["text"]
    assert "<!" not in message["text"]


@given(text=st.text(max_size=4000), facts=st.dictionaries(st.just("Where"), st.text(max_size=4000)))
def test_no_text_is_beyond_slacks_limits(text: str, facts: dict[str, str]) -> None:
    message = _render(event(headline=text, detail=text, facts=facts))
    assert len(message["blocks"]) <= 50
    assert len(message["blocks"][0]["text"]["text"]) <= 150
    assert all(0 < len(one) <= 3000 for one in _texts(message))


@given(text=st.text(alphabet="<>&!|", max_size=60))
def test_no_control_character_gets_through(text: str) -> None:
    message = _render(event(headline=text, detail=text, facts={"Where": text}, links={}))
    assert not set("<>") & set(message["text"] + message["blocks"][1]["text"]["text"])


@given(text=st.text(alphabet="<>&x", min_size=2900, max_size=3200))
def test_an_escape_is_never_cut_in_two(text: str) -> None:
    shown = _render(event(detail=text))["blocks"][1]["text"]["text"]
    assert re.search(r"&(?!amp;|lt;|gt;)", shown) is None


def test_a_cut_text_says_that_it_was_cut() -> None:
    assert _render(event(detail="x" * 5000))["blocks"][1]["text"]["text"].endswith("…")


def _webhook(tmp_path: Path, url: str) -> Slack:
    (tmp_path / "slack-webhook-url").write_text(url, encoding="utf-8")
    return _slack(tmp_path)


def _send(slack: Slack, kept: Kept, *kinds: EventKind, **changes: Any) -> None:
    for number, kind in enumerate(kinds, start=len(kept.handles)):
        told = event(kind, key=f"1:{kind.value}:{number}", at_s=NOW_S + 60 * number, **changes)
        slack.send(slack.render(told).body, "#sre", kept.sent)


def test_it_is_posted_to_the_url_of_its_route(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "slack-webhook-url.sre").write_text(peer.url + "/services/T0/B0/secret", encoding="utf-8")
    _send(_slack(tmp_path), thread(), EventKind.ACTED)
    [asked] = peer.asked
    assert (asked.path, set(json.loads(asked.body))) == ("/services/T0/B0/secret", {"text", "blocks"})


@pytest.mark.parametrize(
    ("status", "error"), [(400, PermanentError), (404, TemporaryError), (429, TemporaryError), (500, TemporaryError)]
)
def test_a_failed_post_keeps_the_url_to_itself(peer: Peer, tmp_path: Path, status: int, error: type[Exception]) -> None:
    peer.answers("no_service", status)
    with pytest.raises(error, match=f"Slack answered {status}: no_service") as caught:
        _send(_webhook(tmp_path, peer.url + "/services/T0/B0/secret"), thread(), EventKind.ACTED)
    assert "secret" not in str(caught.value)


def test_each_message_of_a_webhook_says_how_far_things_have_come(peer: Peer, tmp_path: Path) -> None:
    _send(_webhook(tmp_path, peer.url), thread(), EventKind.ACTED, EventKind.WORKED, EventKind.GIVEN_BACK)
    lives = [json.loads(asked.body)["blocks"][-1]["elements"][0]["text"] for asked in peer.asked]
    assert lives == [
        "predicted 22:12 UTC → acted 22:13 UTC",
        "predicted 22:12 UTC → acted 22:13 UTC → verified 22:14 UTC",
        "predicted 22:12 UTC → acted 22:13 UTC → verified 22:14 UTC → given back 22:15 UTC",
    ]


@pytest.mark.parametrize(
    ("told", "actions"),
    [
        (
            event(EventKind.ASKED, approval_id="c0ffee"),
            [("approve", "c0ffee"), ("decline", "c0ffee"), ("silence", "1")],
        ),
        (event(EventKind.HELD), [("silence", "1")]),
        (event(EventKind.WORKED), []),
    ],
)
def test_buttons_name_what_they_answer_and_are_there_only_where_an_answer_can_be_checked(
    peer: Peer, tmp_path: Path, told: Event, actions: list[tuple[str, str]]
) -> None:
    slack = _webhook(tmp_path, peer.url)
    slack.send(slack.render(told).body, "#sre", thread().sent)
    (tmp_path / "slack-signing-secret").write_text("x", encoding="utf-8")
    slack.send(slack.render(told).body, "#sre", thread().sent)
    assert [_buttons(json.loads(asked.body)["blocks"]) for asked in peer.asked] == [[], actions]


def _buttons(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [(one["action_id"], one["value"]) for row in rows for one in row]


@pytest.fixture
def sinks() -> Iterator[Sinks]:
    with Sinks() as running:
        yield running


@pytest.fixture
def bot(sinks: Sinks, tmp_path: Path) -> Slack:
    (tmp_path / "slack-bot-token").write_text(TOKEN, encoding="utf-8")
    return _slack(tmp_path, sinks.slack_api_url)


def _asked(sinks: Sinks) -> list[str]:
    """Methods that were called, in order, refused ones too."""
    return [one.body["method"] for one in sinks.received.all("slack-api")]


POSTED, UPDATED = "chat.postMessage", "chat.update"
DRAWN = ["files.getUploadURLExternal", "files.completeUploadExternal"]


def test_one_message_is_updated_through_its_life_and_each_step_is_told_in_its_thread(bot: Slack, sinks: Sinks) -> None:
    _send(bot, thread(), EventKind.ACTED, EventKind.WORKED, EventKind.GIVEN_BACK)
    assert _asked(sinks) == [POSTED, POSTED, UPDATED, POSTED, UPDATED, POSTED]
    roots = [(place, said) for place, said in sinks.workspace.messages.items() if "thread_ts" not in said]
    [((channel, ts), root)] = roots
    assert root["text"].startswith(":arrow_down:")
    assert root["blocks"][-1]["elements"][0]["text"].endswith("verified 22:14 UTC → given back 22:15 UTC")
    answers = [said for said in sinks.workspace.messages.values() if said.get("thread_ts") == ts]
    assert [said["text"].split()[0] for said in answers] == [":arrow_up:", ":white_check_mark:", ":arrow_down:"]
    assert {said["channel"] for said in answers} == {channel}


def test_what_needs_a_person_is_repeated_into_the_channel_because_an_update_notifies_nobody(
    bot: Slack, sinks: Sinks
) -> None:
    _send(bot, thread(), EventKind.HELD, EventKind.ACTED, EventKind.NO_EFFECT)
    answers = [said for said in sinks.workspace.messages.values() if "thread_ts" in said]
    assert [said.get("reply_broadcast", False) for said in answers] == [False, False, True]


def test_both_of_a_message_that_was_posted_twice_carry_the_events_id(bot: Slack, sinks: Sinks) -> None:
    _send(bot, thread(), EventKind.ACTED)
    ids = {said["metadata"]["event_payload"]["id"] for said in sinks.workspace.messages.values()}
    assert ids == {"1:acted:0"}


@pytest.mark.parametrize("failing", [1, 2, 3, 4])
def test_a_step_that_runs_again_goes_on_where_it_was_stopped(bot: Slack, sinks: Sinks, failing: int) -> None:
    kept, told = thread(), event(EventKind.ACTED, picture=_picture())
    done = 0
    sinks.faults.after("slack-api", failing - 1, 503)
    while not done:
        try:
            bot.send(bot.render(told).body, "#sre", kept.sent)
            done += 1
        except TemporaryError:
            continue
    accepted = [one.body["method"] for one in sinks.received.accepted("slack-api")]
    assert [accepted.count(POSTED), accepted.count(UPDATED)] == [2, 0]


def test_the_picture_is_in_the_thread(bot: Slack, sinks: Sinks) -> None:
    _send(bot, thread(), EventKind.ACTED, picture=_picture())
    assert _asked(sinks) == [POSTED, POSTED, *DRAWN]
    [content] = sinks.workspace.files.values()
    assert content.startswith(b"\x89PNG")
    completed = sinks.received.all("slack-api")[-1].body
    assert (completed["channel_id"], completed["thread_ts"]) == next(iter(sinks.workspace.messages))


def test_a_picture_that_is_not_taken_is_left_out(bot: Slack, sinks: Sinks) -> None:
    sinks.faults.after("slack-api", 2, 200, error="missing_scope")
    _send(bot, thread(), EventKind.ACTED, picture=_picture())
    assert sinks.workspace.files == {}


def test_a_message_that_somebody_deleted_is_posted_anew(bot: Slack, sinks: Sinks) -> None:
    kept = thread()
    _send(bot, kept, EventKind.ACTED)
    sinks.workspace.messages.clear()
    _send(bot, kept, EventKind.WORKED)
    assert _asked(sinks)[2:] == [UPDATED, POSTED, POSTED]


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "no_text"])
def test_what_is_wrong_with_the_message_itself_is_never_sent_again(bot: Slack, sinks: Sinks, error: str) -> None:
    sinks.faults.next("slack-api", 200, error=error)
    with pytest.raises(PermanentError, match=error):
        _send(bot, thread(), EventKind.ACTED)


@pytest.mark.parametrize("error", ["invalid_auth", "channel_not_found", "is_archived", "internal_error", "new_one"])
def test_what_passes_or_a_person_can_mend_is_waited_for(bot: Slack, sinks: Sinks, error: str) -> None:
    sinks.faults.next("slack-api", 200, error=error)
    with pytest.raises(TemporaryError, match=error) as caught:
        _send(bot, thread(), EventKind.ACTED)
    assert TOKEN not in str(caught.value)


def test_patience_that_slack_asks_for_is_handed_on(bot: Slack, sinks: Sinks) -> None:
    sinks.faults.next("slack-api", 429, retry_after_s=30)
    with pytest.raises(TemporaryError) as caught:
        _send(bot, thread(), EventKind.ACTED)
    assert caught.value.retry_after_s == 30


def test_a_peer_that_is_not_slack_is_waited_for(bot: Slack, sinks: Sinks, peer: Peer, tmp_path: Path) -> None:
    for body, status in (("<html>sign in</html>", 200), ("[]", 200), ('{"ok": true}', 200), ("oops", 500)):
        peer.answers(body, status)
        with pytest.raises(TemporaryError):
            _send(_slack(tmp_path, peer.url + "/api/"), thread(), EventKind.ACTED)


def test_a_storm_says_how_many_by_forecast_and_what_is_most_urgent(bot: Slack, sinks: Sinks) -> None:
    bot.send(bot.digest(digest()), "#sre", thread().sent)
    [root, _] = sinks.workspace.messages.values()
    texts = [block["text"]["text"] for block in root["blocks"] if "text" in block]
    assert texts[0] == ":ocean: 3 more forecasts at once: 2 need a person, 1 are over"
    assert texts[1] == "*2 × memory, 1 × disk*"
    assert texts[2].splitlines()[0] == "• disk of shop/db (held, at 22:14 UTC)"


def test_a_route_without_a_token_of_its_own_or_a_default_goes_by_its_webhook(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "slack-bot-token.shop").write_text(TOKEN, encoding="utf-8")
    slack = _webhook(tmp_path, peer.url)
    _send(slack, thread(), EventKind.ACTED)
    assert len(peer.asked) == 1
    assert (slack.spacing_s("#sre"), slack.spacing_s("#shop")) == (1.0, 2.0)


def _picture() -> ForecastPicture:
    at_s = NOW_S - 30.0 * np.arange(20, dtype=np.float64)[::-1]
    made = ForecastPicture.of(Series(at_s, np.linspace(0.1, 0.5, 20)), assessment())
    assert made is not None
    return made
