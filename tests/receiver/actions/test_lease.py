import json

import pytest

from receiver.actions import lease
from tests.support.builders import plan, remediation


def test_the_annotation_says_what_is_lent_by_whom_and_until_when() -> None:
    [(key, text)] = lease.written(remediation(lease_until_s=1_700_003_600.0)).items()
    assert key == "predictive-reliability-engine.io/lease"
    assert json.loads(text or "") == {
        "id": "0badcafe",
        "forecast": "memory",
        "field": "replicas",
        "previous": 1,
        "wanted": 3,
        "until": "2023-11-14T23:13:20+00:00",
    }


def _annotations(**changes: object) -> dict[str, str]:
    return {name: text or "" for name, text in lease.written(remediation(**changes)).items()}


def test_a_lease_is_held_by_the_remediation_that_wrote_it_and_no_other() -> None:
    assert lease.is_held_by(remediation(), _annotations())
    assert not lease.is_held_by(remediation(id="other"), _annotations())
    assert not lease.is_held_by(remediation(), {})


@pytest.mark.parametrize("text", ["", "not json", "[]", "null", '"0badcafe"', "{}", '{"id": 1}'])
def test_an_annotation_that_somebody_else_wrote_is_nobodys_lease(text: str) -> None:
    assert not lease.is_held_by(remediation(), {lease.LEASE_KEY: text})
    assert not lease.lends({lease.LEASE_KEY: text}, previous=1, value=3)


def test_what_an_earlier_step_lent_is_known_from_the_object() -> None:
    lent = _annotations(plan=plan(previous=1, wanted=3))
    assert lease.lends(lent, previous=1, value=3)
    assert not lease.lends(lent, previous=2, value=3)
    assert not lease.lends(lent, previous=1, value=4)


def _taken_over() -> dict[str, str]:
    over = _annotations()
    second = remediation(id="5ec0nd", plan=plan(previous=1, wanted=5))
    return {name: text or "" for name, text in lease.written(second, over=over).items()}


def test_a_lease_that_takes_over_another_can_bring_it_back() -> None:
    second = remediation(id="5ec0nd")
    assert lease.is_held_by(second, _taken_over())
    assert lease.as_before(second, _taken_over()) == _annotations()
    assert lease.as_before(second, _annotations()) == _annotations()  # before it wrote its own


def test_writing_it_a_second_time_still_knows_what_was_before() -> None:
    second = remediation(id="5ec0nd", plan=plan(previous=1, wanted=5))
    assert lease.written(second, over=_taken_over()) == _taken_over()


def test_only_the_last_lease_before_is_remembered() -> None:
    third = remediation(id="th1rd")
    [text] = lease.written(third, over=_taken_over()).values()
    assert "before" not in json.loads(text or "")["before"]


def test_where_nothing_was_before_bringing_back_takes_away() -> None:
    assert lease.as_before(remediation(), _annotations()) == lease.removed()
    assert lease.as_before(remediation(), {lease.LEASE_KEY: "not json"}) == lease.removed()


def test_taking_it_away_removes_exactly_the_lease() -> None:
    assert lease.removed() == {lease.LEASE_KEY: None}
