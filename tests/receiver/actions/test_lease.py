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


def test_taking_it_away_removes_exactly_the_lease() -> None:
    assert lease.removed() == {lease.LEASE_KEY: None}
