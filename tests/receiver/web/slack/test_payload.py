import json
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.errors import PayloadError
from receiver.web.slack.payload import parse
from tests.support.slack import RESPONSE_URL, blocks, form, pressed


def test_a_press_says_which_button_who_and_where() -> None:
    [press] = parse(form(pressed("approve", "c0ffee00")))
    assert (press.action, press.value, press.user_id, press.by) == (
        "approve",
        "c0ffee00",
        "U0ALICE",
        "slack:U0ALICE/alice",
    )
    assert (press.text, list(press.blocks), press.response_url) == ("Memory runs out", blocks(), RESPONSE_URL)


def test_a_name_is_optional_and_what_cannot_be_printed_is_left_out_of_it() -> None:
    named = [{"id": "U1"}, {"id": "U1", "name": "bob"}, {"id": "U1", "username": "a\x00\nb\u202e"}]
    assert [parse(form(pressed("approve", "x", user=user)))[0].by for user in named] == [
        "slack:U1",
        "slack:U1/bob",
        "slack:U1/ab",
    ]


def test_what_is_no_press_in_a_message_is_nothing_to_do() -> None:
    assert parse(form({**pressed("approve", "x"), "type": "view_submission"})) == []
    assert parse(form({**pressed("approve", "x"), "actions": []})) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload=",
        b"payload={",
        b"payload=1",
        b"payload=%7B%7D&payload=%7B%7D",
        b"other=%7B%7D",
        b"\xff",
        form({**pressed("approve", "x"), "user": {"id": "no such id"}}),
        form({**pressed("approve", "x"), "actions": [{"value": 7}]}),
        form({**pressed("approve", "x"), "message": {"blocks": [{}] * 51}}),
        b"payload=" + b"[" * 100_000,
    ],
)
def test_what_can_never_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError):
        parse(body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200) | st.builds(lambda one: urlencode({"payload": json.dumps(one)}).encode(), _JSON))
def test_junk_is_refused_and_never_a_surprise(body: bytes) -> None:
    with suppress(PayloadError):
        assert isinstance(parse(body), list)


@given(
    st.dictionaries(
        st.sampled_from(["type", "user", "actions", "message", "response_url"]), _JSON, min_size=1, max_size=5
    )
)
def test_a_press_with_odd_parts_is_read_or_refused(odd: dict[str, object]) -> None:
    with suppress(PayloadError):
        assert isinstance(parse(form({**pressed("approve", "x"), **odd})), list)
