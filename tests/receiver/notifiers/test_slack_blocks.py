import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.event import EventKind
from receiver.notifiers.slack_blocks import SIGNS, buttons, life, links, shortened
from receiver.notifiers.templating import slack_escaped
from receiver.web.slack.payload import parse
from tests.support.builders import NOW_S, event


def test_every_kind_of_event_has_a_sign_that_slack_reads_as_one() -> None:
    assert SIGNS.keys() == set(EventKind)
    assert all(re.fullmatch(r":[a-z_]+:", sign) for sign in SIGNS.values())


def _pressed(block: dict[str, Any]) -> list[tuple[str, str]]:
    """What the endpoint for presses reads of them, all pressed at once."""
    presses = [{"action_id": one["action_id"], "value": one["value"]} for one in block["elements"]]
    said = {"type": "block_actions", "user": {"id": "U012AB3CD"}, "actions": presses}
    return [(press.action, press.value) for press in parse(urlencode({"payload": json.dumps(said)}).encode())]


def test_the_endpoint_reads_what_a_press_stands_for() -> None:
    [block] = buttons(event(EventKind.ASKED, approval_id="c0ffee12", episode_id=7))
    assert _pressed(block) == [("approve", "c0ffee12"), ("decline", "c0ffee12"), ("silence", "7")]


@pytest.mark.parametrize("kind", [EventKind.WORKED, EventKind.CLEARED, EventKind.GIVEN_BACK, EventKind.MODE])
def test_what_is_over_has_nothing_to_press(kind: EventKind) -> None:
    assert buttons(event(kind)) == []


def test_a_life_is_told_in_the_words_that_people_use() -> None:
    states = [("predicted", NOW_S), ("asked", NOW_S + 60), ("act_failed", NOW_S + 120), ("given_back", NOW_S + 180)]
    assert life(states)["elements"][0]["text"] == (
        "predicted 22:13 UTC → approval asked 22:14 UTC → refused 22:15 UTC → given back 22:16 UTC"
    )


def test_of_a_long_life_the_beginning_and_the_newest_turns_are_shown() -> None:
    text = life([("predicted", NOW_S), *(("held", NOW_S + 60 * turn) for turn in range(500))])["elements"][0]["text"]
    assert text.startswith("predicted 22:13 UTC → … → held")
    assert len(text) < 500


def test_links_that_are_too_long_for_a_paragraph_are_left_out() -> None:
    assert links(event(links={"Runbook": "https://x/" + "a" * 3000})) == []


@given(st.text(alphabet="<>&x;", max_size=60), st.integers(6, 40))
def test_what_is_cut_fits_says_so_and_leaves_every_escape_whole(text: str, limit: int) -> None:
    escaped = slack_escaped(text)
    cut = shortened(escaped, limit)
    assert len(cut) <= limit
    assert cut == escaped or cut.endswith("…")
    assert re.search(r"&(?!amp;|lt;|gt;)", cut) is None
