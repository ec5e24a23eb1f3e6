import json

import pytest

from receiver.actions import mark
from tests.support.builders import expansion, remediation

OURS = remediation(id="0badcafe", plan=expansion())


def test_it_says_who_did_what_when_and_what_was_before() -> None:
    assert json.loads(mark.written(OURS)[mark.ACTION_KEY]) == {
        "id": "0badcafe",
        "forecast": "memory",
        "field": "storage",
        "previous": 10 * 2**30,
        "wanted": 14 * 2**30,
        "at": "2023-11-14T22:13:20+00:00",
    }


def test_a_mark_is_known_by_its_id() -> None:
    assert mark.is_by(OURS, mark.written(OURS))
    assert not mark.is_by(OURS, mark.written(remediation(id="another")))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": 7}'])
def test_what_is_no_mark_is_nobodys(text: str) -> None:
    assert not mark.is_by(OURS, {mark.ACTION_KEY: text})
    assert not mark.is_by(OURS, {})
