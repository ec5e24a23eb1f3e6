import json

import pytest

from receiver.domain import lease
from receiver.domain.lease import Seal
from receiver.domain.lent import Birth, Lent, Unreadable
from tests.support.builders import TARGET, plan, remediation


def test_the_annotation_says_what_is_lent_by_whom_and_until_when() -> None:
    [(key, text)] = Seal(birth=Birth("5eed", 0.0)).written(remediation(lease_until_s=1_700_003_600.0)).items()
    assert key == "predictive-reliability-engine.io/lease"
    assert json.loads(text or "") == {
        "id": "0badcafe",
        "owner": "default",
        "manager": "predictive-reliability-engine",
        "action": "scale",
        "target": "Deployment/shop/web",
        "forecast": "memory",
        "labels": {"namespace": "shop", "pod": "web-1", "severity": "critical"},
        "field": "replicas",
        "previous": 1,
        "wanted": 3,
        "at": "2023-11-14T22:13:20+00:00",
        "until": "2023-11-14T23:13:20+00:00",
        "store": "5eed",
    }


def _annotations(**changes: object) -> dict[str, str]:
    return {name: text or "" for name, text in Seal().written(remediation(**changes)).items()}


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
    return {name: text or "" for name, text in Seal().written(second, over=over).items()}


def test_a_lease_that_takes_over_another_can_bring_it_back() -> None:
    second = remediation(id="5ec0nd")
    assert lease.is_held_by(second, _taken_over())
    assert lease.as_before(second, _taken_over()) == _annotations()
    assert lease.as_before(second, _annotations()) == _annotations()  # before it wrote its own


def test_writing_it_a_second_time_still_knows_what_was_before() -> None:
    second = remediation(id="5ec0nd", plan=plan(previous=1, wanted=5))
    assert Seal().written(second, over=_taken_over()) == _taken_over()


def test_only_the_last_lease_before_is_remembered() -> None:
    third = remediation(id="th1rd")
    [text] = Seal().written(third, over=_taken_over()).values()
    assert "before" not in json.loads(text or "")["before"]


def test_where_nothing_was_before_bringing_back_takes_away() -> None:
    assert lease.as_before(remediation(), _annotations()) == lease.removed()
    assert lease.as_before(remediation(), {lease.LEASE_KEY: "not json"}) == lease.removed()


def test_taking_it_away_removes_exactly_the_lease() -> None:
    assert lease.removed() == {lease.LEASE_KEY: None}


KEY, OLD_KEY = b"a key that nobody else has", b"the key before it"


def _read(seal: Seal, annotations: dict[str, str]) -> Lent:
    found = seal.read(annotations)
    assert isinstance(found, Lent)
    return found


def _sealed(seal: Seal, **changes: object) -> dict[str, str]:
    return {name: text or "" for name, text in seal.written(remediation(**changes)).items()}


def test_the_annotation_is_enough_to_know_the_loan_again() -> None:
    found = _read(Seal("shop-receiver"), _sealed(Seal("shop-receiver"), lease_until_s=1_700_003_600.0))
    assert found == Lent(
        id="0badcafe",
        owner="shop-receiver",
        action="scale",
        target=TARGET,
        forecast="memory",
        labels={"namespace": "shop", "pod": "web-1", "severity": "critical"},
        field="replicas",
        previous=1,
        values=(3,),
        until_s=1_700_003_600.0,
        signed=False,
        at_s=1_700_000_000.0,
    )


def test_while_a_step_of_giving_back_is_under_way_the_value_is_ours_before_and_after_it() -> None:
    found = _read(Seal(), _sealed(Seal(), lowered_to=5, lowering_to=3, plan=plan(wanted=9)))
    assert (found.values, found.previous) == ((5, 3), 1)
    assert lease.lends(_sealed(Seal(), lowered_to=5, lowering_to=3), previous=1, value=3)


def test_with_a_key_it_is_signed_and_an_older_key_is_still_good() -> None:
    assert _read(Seal(keys=lambda: [KEY]), _sealed(Seal(keys=lambda: [KEY]))).signed
    assert _read(Seal(keys=lambda: [KEY, OLD_KEY]), _sealed(Seal(keys=lambda: [OLD_KEY, KEY]))).signed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("previous", 0),
        ("wanted", 9),
        ("target", "Deployment/shop/other"),
        ("until", "2020-01-01T00:00:00Z"),
        ("labels", {}),
        ("forecast", "other"),
        ("signature", "é"),
        ("signature", ""),
    ],
)
def test_with_a_key_whatever_somebody_changed_is_refused(name: str, value: object) -> None:
    forged = json.loads(_sealed(Seal(keys=lambda: [KEY]))[lease.LEASE_KEY]) | {name: value}
    found = Seal(keys=lambda: [KEY]).read({lease.LEASE_KEY: json.dumps(forged)})
    assert found == Unreadable(
        "its signature does not fit, so somebody else (another receiver of this name?) wrote or changed it"
    )


def test_a_signed_lease_stays_good_while_another_carries_it() -> None:
    seal = Seal(keys=lambda: [KEY])
    second = remediation(id="5ec00d00", plan=plan(previous=1, wanted=5))
    over = {name: text or "" for name, text in seal.written(second, over=_sealed(seal)).items()}
    assert _read(seal, over).id == "5ec00d00"
    before = {name: text or "" for name, text in lease.as_before(second, over).items()}
    assert _read(seal, before).id == "0badcafe"


@pytest.mark.parametrize("text", ["", "not json", "[]", "null", '"x"', "{}", "[" * 100_000, '{"id": NaN}'])
def test_what_this_receiver_does_not_write_is_named_and_is_no_loan(text: str) -> None:
    found = Seal().read({lease.LEASE_KEY: text})
    assert isinstance(found, Unreadable)
    assert "it is not what this receiver writes" in found.reason
    assert Seal().read({}) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "../x"),
        ("id", None),
        ("previous", -1),
        ("previous", "1"),
        ("wanted", 3.0),
        ("wanted", True),
        ("owner", ""),
        ("target", "web"),
        ("target", "a/b/c/d"),
        ("until", "soon"),
        ("labels", [1]),
    ],
)
def test_a_value_of_another_kind_is_named(name: str, value: object) -> None:
    found = Seal().read({lease.LEASE_KEY: json.dumps(json.loads(_annotations()[lease.LEASE_KEY]) | {name: value})})
    assert found == Unreadable(f"it is not what this receiver writes ({name})")
