import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.clients.http import Http
from receiver.domain.event import Event, EventKind
from receiver.errors import PermanentError, TemporaryError
from receiver.notifiers.routes import Routes
from receiver.notifiers.slack import Slack
from tests.support.builders import event
from tests.support.loopback import Peer


def _render(one: Event) -> Any:
    return Slack(Routes(Path("/nowhere"), "slack-webhook-url"), Http("Slack")).render(one).body


def _texts(message: Any) -> list[str]:
    return [message["text"], *(block["text"]["text"] for block in message["blocks"])]


def test_a_message_says_what_runs_out_what_was_done_the_facts_and_where_to_read_on() -> None:
    assert _render(event()) == {
        "text": ":arrow_up: Memory runs out in 15 min: shop/web-1: scaled web 1→3",
        "blocks": [
            {
                "type": "header",
                "text": {"type": "plain_text", "text": ":arrow_up: Memory runs out in 15 min: shop/web-1"},
            },
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "*scaled web 1→3*\n*Where:* shop/web-1\n*Forecast:* memory"},
            },
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "<https://runbooks.example.com/memory|Runbook>"},
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


def test_a_cut_text_says_that_it_was_cut() -> None:
    assert _render(event(detail="x" * 5000))["blocks"][1]["text"]["text"].endswith("…")


def test_it_is_posted_to_the_url_of_its_route(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "slack-webhook-url.sre").write_text(peer.url + "/services/T0/B0/secret", encoding="utf-8")
    Slack(Routes(tmp_path, "slack-webhook-url"), Http("Slack")).send({"text": "hi"}, "#sre")
    [asked] = peer.asked
    assert (asked.path, json.loads(asked.body)) == ("/services/T0/B0/secret", {"text": "hi"})


@pytest.mark.parametrize(
    ("status", "error"), [(400, PermanentError), (404, TemporaryError), (429, TemporaryError), (500, TemporaryError)]
)
def test_a_failed_post_keeps_the_url_to_itself(peer: Peer, tmp_path: Path, status: int, error: type[Exception]) -> None:
    (tmp_path / "slack-webhook-url").write_text(peer.url + "/services/T0/B0/secret", encoding="utf-8")
    peer.answers("no_service", status)
    with pytest.raises(error, match=f"Slack answered {status}: no_service") as caught:
        Slack(Routes(tmp_path, "slack-webhook-url"), Http("Slack")).send({}, "#sre")
    assert "secret" not in str(caught.value)
